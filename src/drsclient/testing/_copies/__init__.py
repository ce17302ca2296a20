"""
Copies of accounts: what an account answers, and the state of a fake that answers alike.

`accounts` has the steps: `reading` makes the calls, `anonymization` replaces what is
private in the answers, and `assembly` makes the state of a fake of them, with a module
for each kind of resource. What a record would answer otherwise, it keeps as `observed`.
"""
