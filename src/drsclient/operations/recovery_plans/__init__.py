"""The operations on recovery plans, their steps and their executions."""

from drsclient.operations.recovery_plans.executions import ExecutionOperations
from drsclient.operations.recovery_plans.plans import PlanOperations
from drsclient.operations.recovery_plans.steps import StepOperations


class RecoveryPlanOperations(PlanOperations, StepOperations, ExecutionOperations):
    """
    The operations on recovery plans, their steps and their executions.

    These operations need boto3 1.43.73 or later.
    """

    __slots__ = ()
