"""
Copies of accounts: what an account answers, and the state of a fake that answers alike.

`reading` reads the answers, `anonymization` replaces what is private in them, and
`assembly` makes the state of a fake of them, with a module for each kind of resource.
"""
