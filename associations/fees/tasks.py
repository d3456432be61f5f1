"""What the worker runs for payments online. Each is safe twice."""

from associations.fees import actions
from associations.fees.models import Checkout, OnlineAccount
from common.jobs.models import Job
from common.jobs.tasks import job


@job(actions.WORK, lease=60)
def work_event(claimed: Job) -> None:
    actions.work_event(pk=claimed.args["event"])


@job(actions.ASK, lease=120)
def ask_provider(claimed: Job) -> None:
    actions.ask(pk=claimed.args["checkout"], turn=claimed.args["round"])


@job(actions.CLOSE, lease=120)
def close_checkout(claimed: Job) -> None:
    actions.close(Checkout.objects.select_related("account").get(pk=claimed.args["checkout"]))


@job(actions.COMPARE, lease=900, tries=3)
def compare_account(claimed: Job) -> None:
    actions.compare_all(account=OnlineAccount.objects.get(pk=claimed.args["account"]))
