"""…"""

from collections.abc import Mapping
from datetime import datetime

import attrs

from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map


class ReplicationStatus(OpenEnum):
    """…"""

    STOPPED = "STOPPED"
    """…"""
    IN_PROGRESS = "IN_PROGRESS"
    """…"""
    PROTECTED = "PROTECTED"
    """…"""
    ERROR = "ERROR"
    """…"""


class RecoveryResult(OpenEnum):
    """…"""

    NOT_STARTED = "NOT_STARTED"
    """…"""
    IN_PROGRESS = "IN_PROGRESS"
    """…"""
    SUCCESS = "SUCCESS"
    """…"""
    FAIL = "FAIL"
    """…"""
    PARTIAL_SUCCESS = "PARTIAL_SUCCESS"
    """…"""
    ASSOCIATE_SUCCESS = "ASSOCIATE_SUCCESS"
    """…"""
    ASSOCIATE_FAIL = "ASSOCIATE_FAIL"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryLifeCycle(Model):
    """…"""

    api_call_date_time: datetime | None = None
    """…"""
    job_id: str | None = None
    """…"""
    last_recovery_result: RecoveryResult | None = None
    """…"""


@attrs.frozen(kw_only=True)
class SourceNetwork(Model):
    """…"""

    source_network_id: str | None = None
    """…"""
    source_vpc_id: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    replication_status: ReplicationStatus | None = None
    """…"""
    replication_status_details: str | None = attrs.field(default=None, repr=False)
    """…"""
    cfn_stack_name: str | None = attrs.field(default=None, repr=False)
    """…"""
    source_region: str | None = None
    """…"""
    source_account_id: str | None = None
    """…"""
    last_recovery: RecoveryLifeCycle | None = None
    """…"""
    launched_vpc_id: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class StartSourceNetworkRecoveryRequestNetworkEntry(Model):
    """…"""

    source_network_id: str | None = None
    """…"""
    cfn_stack_name: str | None = attrs.field(default=None, repr=False)
    """…"""
