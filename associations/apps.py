from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    verbose_name = "Associations"

    def ready(self):
        from auditlog.registry import auditlog

        from accounts import hooks
        from associations.activity import hooks as activities
        from associations.activity.models import ActivityFile, ActivitySummary, ActivityYear, PassageArea
        from associations.directory import hooks as directory
        from associations.directory.models import Affiliation, Association, CalendarDate, Licence
        from associations.fees.actions.owing import membership_added
        from associations.fees.models import Checkout, Difference, Due, Fee, OnlineAccount, Payment, Sponsor
        from associations.fees.presenters import published
        from associations.interest import leaving as interest_leaving
        from associations.interest import permissions  # noqa: F401 - the workflow table names them
        from associations.interest.models import Assistance
        from associations.merging import words as merging
        from associations.people import hooks as people
        from associations.people import leaving
        from associations.people.mail import mail_zones, readable_mail
        from associations.people.models import Membership, MembershipTerms, Practice, ProviderVetting, RoleGrant
        from associations.people.queries import is_alliance_staff, needs_second_factor
        from associations.policy.models import Overlay, Policy
        from associations.policy.queries import overlays_that_do_not_fit
        from associations.settling.dates import announced
        from associations.training import permissions as _training  # noqa: F401 - the workflow table names them
        from associations.training.actions import claim
        from associations.training.figures import figures as training_figures
        from associations.training.models import Attendee, Presence, Training, TrainingProvider, TrainingSession
        from associations.training.presenters import coming_dates
        from common.outbox import hooks as outbox
        from competencies.editions import hooks as editions

        merging.register()
        editions.obstacles.append(overlays_that_do_not_fit)
        hooks.second_factor_required.append(needs_second_factor)
        hooks.alliance_staff.append(is_alliance_staff)
        outbox.readers.append(readable_mail)
        outbox.zones.append(mail_zones)
        people.membership_added.append(membership_added)
        people.open_work.extend([leaving.open_work, interest_leaving.open_work])
        people.role_ended.append(interest_leaving.staff_ended)
        directory.fees.append(published)
        directory.dates.append(coming_dates)
        activities.figures.append(training_figures)
        hooks.address_confirmed.append(claim)
        directory.dates.append(announced)
        houses = (Affiliation, Association, CalendarDate, Licence, Assistance)
        money = (Fee, Due, Payment, Difference, Sponsor)
        trainings = (Training, TrainingProvider, TrainingSession, Attendee, Presence)
        activity = (ActivityFile, ActivitySummary, ActivityYear, PassageArea)
        people_here = (Membership, MembershipTerms, Practice, ProviderVetting, RoleGrant)
        for model in (*houses, *money, *trainings, *activity, *people_here, Overlay, Policy):
            auditlog.register(model)
        # Never what acts as a key: not even sealed, and not the address of a payment page.
        auditlog.register(OnlineAccount, exclude_fields=["api_key", "webhook_secret"])
        auditlog.register(Checkout, exclude_fields=["url"])
