from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, test: str) -> pytest.RunResult:
    """Run a test file with the plugin."""
    pytester.makepyfile(test)
    # Loaded once, by its module name, whether the package is installed or not.
    return pytester.runpytest_inprocess("-p", "no:drsclient", "-p", "pytest_drsclient")


def test_the_fixtures_are_a_fake_and_its_client(pytester: pytest.Pytester) -> None:
    """Each test has its own running fake."""
    run(
        pytester,
        """
        def test_fake(fake_drs):
            fake_drs.add_source_server()
            assert len(fake_drs.boto3_client().describe_source_servers()["items"]) == 1

        def test_client(fake_drs, drs_client):
            assert list(drs_client.describe_source_servers()) == []
            assert len(fake_drs.requests) == 1
        """,
    ).assert_outcomes(passed=2)


def test_the_fake_is_closed_after_the_test(pytester: pytest.Pytester) -> None:
    """The next test finds the previous test's fake closed."""
    run(
        pytester,
        """
        import pytest

        fakes = []

        def test_keep(fake_drs):
            assert fake_drs.endpoint_url
            fakes.append(fake_drs)

        def test_closed():
            with pytest.raises(RuntimeError, match="not running"):
                fakes[0].endpoint_url
        """,
    ).assert_outcomes(passed=2)
