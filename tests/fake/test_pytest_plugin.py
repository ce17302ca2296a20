from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]


# Loaded once, by its module name, whether the package is installed or not.
PLUGIN = ("-p", "no:drsclient", "-p", "pytest_drsclient")


def run(pytester: pytest.Pytester, test: str) -> pytest.RunResult:
    """Run a test file with the plugin."""
    pytester.makepyfile(test)
    return pytester.runpytest_inprocess(*PLUGIN)


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


def test_the_async_client_is_for_tests_on_each_event_loop(
    pytester: pytest.Pytester,
) -> None:
    """Its fixture is a sync one, which any plugin for async tests can use."""
    run(
        pytester,
        """
        import asyncio

        import pytest

        @pytest.mark.anyio
        async def test_async(fake_drs, async_drs_client):
            server_id = fake_drs.add_source_server()
            await async_drs_client.start_replication(server_id)
            await async_drs_client.wait_for_replication(server_id)
            assert len(fake_drs.requests) > 1

        def test_sync(fake_drs, async_drs_client):
            asyncio.run(async_drs_client.initialize_service())
            fake_drs.assert_requested("InitializeService")
        """,
    ).assert_outcomes(passed=3)


def test_no_thread_of_the_async_client_is_left(pytester: pytest.Pytester) -> None:
    """Closing the fake after a test ends the threads of a client that is not closed."""
    run(
        pytester,
        """
        import asyncio
        import threading

        before = set(threading.enumerate())

        def test_calls(async_drs_client):
            asyncio.run(async_drs_client.initialize_service())
            assert set(threading.enumerate()) > before

        def test_no_threads():
            assert set(threading.enumerate()) == before
        """,
    ).assert_outcomes(passed=2)


def test_the_other_fixtures_do_not_need_anyio(pytester: pytest.Pytester) -> None:
    """Without the extra, only tests of the async client fail; the error names it."""
    pytester.makeconftest("import sys; sys.modules['anyio'] = None")
    pytester.makepyfile(
        """
        def test_client(drs_client):
            drs_client.initialize_service()

        def test_async_client(async_drs_client):
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:anyio", *PLUGIN)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(['*needs anyio: pip install "aws-drsclient[[]aio[]]"'])
