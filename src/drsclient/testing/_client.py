"""boto3 clients that ignore the settings of the machine that they run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.config import Config

from drsclient.testing._service_model import data_loader

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def isolated_client(
    endpoint_url: str, region_name: str, config: Config | None
) -> Boto3DrsClient:
    """
    Create a boto3 client that ignores the environment and all AWS files.

    Args:
        endpoint_url: The URL of the service.
        region_name: The client's Region.
        config: Settings that override those made here: one attempt, no proxy.
    """
    core = _isolated_session()
    session = boto3.Session(
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - nobody checks it
        region_name=region_name,
        botocore_session=core,
    )
    # Only now, because boto3 adds a search path to the loader of its session.
    core.register_component("data_loader", data_loader())
    ours = Config(proxies={}, retries={"total_max_attempts": 1})
    return session.client(  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are installed
        "drs",
        endpoint_url=endpoint_url,
        config=ours.merge(config) if config else ours,
    )


def _isolated_session() -> botocore.session.Session:
    variables = botocore.session.Session.SESSION_VARIABLES
    unset = {
        name: (None, None, default, conversion)
        for name, (_, _, default, conversion) in variables.items()
    }
    no_file = (None, None, None, None)
    return botocore.session.Session(
        session_vars={**unset, "config_file": no_file, "credentials_file": no_file}
    )
