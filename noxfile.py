"""Every check of the project, the same locally and in CI."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)
TESTS = ("-r", "requirements/tests.txt")
DEV = ("-r", "requirements/dev.txt")
# The other SDKs that talk to FakeDrs.
AWS_CLI = "awscli==1.46.3"
JAVASCRIPT_SDK = "@aws-sdk/client-drs@3.523.0"
# The packages of stubs for boto3 that users have; without one, there are no types.
STUBS = ("boto3-stubs", "types-boto3[drs]==1.43.123", "")
# The engines that pages run on: Dask, pandas, and Step Functions, IAM and EC2 of moto.
ENGINES = (
    "distributed==2026.8.0",
    "moto[ec2,server,stepfunctions]==5.2.5",
    "pandas==3.1.1",
)

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
os.environ["UV_PYTHON_DOWNLOADS"] = "never"
# Otherwise each worker and each process that the tests start compiles everything.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# pyenv leaves inactive versions off the PATH.
pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
os.environ["PATH"] = os.pathsep.join(
    [
        *(str(path) for v in PYTHONS for path in pyenv.glob(f"versions/{v}.*/bin")),
        os.environ["PATH"],
    ]
)


def wheel(session: nox.Session) -> str:
    """Build the wheel once for all sessions, or use the one that `WHEEL` names."""
    if "WHEEL" not in os.environ:
        session.run(
            *("uv", "build", "--clear", "--quiet"),
            *("--build-constraint", "requirements/dev.txt"),
            external=True,
        )
        os.environ["WHEEL"] = str(next(Path("dist").glob("*.whl")))
    return os.environ["WHEEL"]


def run_tests(session: nox.Session, *launcher: str) -> None:
    """Run the tests on all cores."""
    # One worker more than cores, because tests also wait for servers to close. By file,
    # because the blocks of a page of the documentation share their names. Not the files
    # with the most tests first, because the slowest ones have few.
    workers = ("-n", str((os.cpu_count() or 1) + 1))
    by_file = ("--dist", "loadfile", "--no-loadscope-reorder")
    parallel = () if session.posargs else (*workers, *by_file)
    session.run(*launcher, "pytest", *parallel, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and the direction of imports."""
    session.install(*DEV)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", env={"PYTHONPATH": "src"})


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of all code, and that the wheel is fully typed."""
    session.install(*DEV, wheel(session))
    session.run("mypy")
    session.run("pyright")
    session.chdir(session.create_tmp())
    session.run("pyright", "--verifytypes", "drsclient", "--ignoreexternal")


@nox.session
def types_installed(session: nox.Session) -> None:
    """Check that a type checker finds mistakes with what the wheel installs."""
    session.install("mypy", wheel(session), "-c", "requirements/dev.txt")
    mistakes = Path("typing_tests/mistakes.py").resolve()
    session.chdir(session.create_tmp())
    session.run("mypy", "--strict", "--config-file=", str(mistakes))


@nox.session
@nox.parametrize("stubs", [nox.param(name, id=name or "none") for name in STUBS])
def types_stubs(session: nox.Session, stubs: str) -> None:
    """Check a user's program with each package of stubs for boto3, and with none."""
    packages = ("mypy", "pyright", wheel(session), *filter(None, [stubs]))
    session.install(*packages, "-c", "requirements/dev.txt")
    consumer = str(Path("typing_tests/consumer.py").resolve())
    session.chdir(session.create_tmp())
    # Without stubs, boto3 has no types, which a strict user has to put up with.
    tolerance = () if stubs else ("--disable-error-code", "import-untyped")
    session.run("mypy", "--strict", "--config-file=", *tolerance, consumer)
    if stubs:
        session.run("pyright", consumer)


@nox.session
def types_docs(session: nox.Session) -> None:
    """Check the types of the Python blocks in README.md and docs/."""
    session.install(*DEV, wheel(session))
    session.run("python", "-m", "tools.docs_types")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Test the wheel, with its extras."""
    session.install(f"{wheel(session)}[aio,rich]", *TESTS, "-c", "requirements/dev.txt")
    run_tests(session)


@nox.session
def coverage(session: nox.Session) -> None:
    """Test the wheel on this Python, and report which branches the tests missed."""
    session.install(f"{wheel(session)}[aio,rich]", *TESTS, "-c", "requirements/dev.txt")
    session.run("coverage", "erase")
    run_tests(session, "coverage", "run", "-m")
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(python=PYTHONS[0])
def tests_oldest(session: nox.Session) -> None:
    """Test the wheel with the oldest dependencies that it allows."""
    session.install(
        *("--resolution", "lowest-direct", "-r", "pyproject.toml", "--all-extras"),
        *TESTS,
    )
    session.install("--no-deps", wheel(session))
    run_tests(session)


def aws_cli(session: nox.Session) -> str:
    """Install the AWS CLI on its own, because it pins what it depends on."""
    folder = Path(session.create_tmp()) / "awscli"
    uv = ("uv", "--quiet")
    session.run(*uv, "venv", "--clear", "--python", sys.executable, str(folder))
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    session.run(
        # Each call is a process, which would otherwise compile everything again.
        *(*uv, "pip", "install", "--compile-bytecode"),
        *("--python", str(scripts / "python"), AWS_CLI),
    )
    return str(scripts / "aws")


def javascript_sdk(session: nox.Session) -> str | None:
    """Install the JavaScript SDK once, or return `None` if there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        session.warn("npm is not installed: the tests run without the JavaScript SDK")
        return None
    folder = session.cache_dir.resolve() / JAVASCRIPT_SDK.replace("/", "-")
    installed = folder / "installed"
    if not installed.exists():
        session.run(
            *(npm, "install", "--no-save", "--no-package-lock", "--no-audit"),
            *("--no-fund", "--silent", "--prefix", str(folder), JAVASCRIPT_SDK),
            external=True,
        )
        installed.touch()
    return str(folder)


@nox.session
def sdks(session: nox.Session) -> None:
    """Compare what the AWS CLI, JavaScript and boto3 get from FakeDrs."""
    session.install(wheel(session), *TESTS, "-c", "requirements/dev.txt")
    env = {
        "DRSCLIENT_TESTS_AWS_CLI": aws_cli(session),
        "DRSCLIENT_TESTS_JAVASCRIPT_SDK": javascript_sdk(session),
    }
    session.run("pytest", "tests/sdks", *session.posargs, env=env)


@nox.session
def engines(session: nox.Session) -> None:
    """Run the pages about other engines on these engines."""
    session.install(wheel(session), *TESTS, *ENGINES, "-c", "requirements/dev.txt")
    session.run("pytest", "tests/engines", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation, with warnings as errors, and check the site."""
    session.install(*DEV, wheel(session))
    shutil.rmtree("docs/_build", ignore_errors=True)  # it may have pages of the past
    session.run("sphinx-build", "-W", "--keep-going", "-n", "docs", "docs/_build/html")
    session.run("pytest", "tests/site", *session.posargs)


@nox.session(default=False)
def newest(session: nox.Session) -> None:
    """Report what the newest boto3 has and the library lacks, in a file if named."""
    session.install("--upgrade", "boto3", wheel(session), *TESTS)
    report = ("python", "-m", "tools.comparison", *session.posargs)
    session.run(*report, success_codes=[0, 1])
    # They fail for what is missing, and for what the service has no more.
    suites = ("test_service_model.py", "test_methods.py", "test_skeleton.py")
    session.run("pytest", *(f"tests/contract/{name}" for name in suites))


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Measure the client against plain boto3."""
    session.install(*DEV, wheel(session))
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the source distribution and the wheel in dist/."""
    wheel(session)
