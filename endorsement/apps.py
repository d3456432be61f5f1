from django.apps import AppConfig


class EndorsementConfig(AppConfig):
    name = "endorsement"
    verbose_name = "Endorsement"

    def ready(self):
        from auditlog.registry import auditlog
        from django.db.models.signals import post_migrate, pre_migrate

        from associations.activity import hooks as activity
        from associations.fees.queries import personal_data as owed_data
        from associations.people import hooks as people
        from associations.settling import hooks as settling
        from associations.training import hooks as training
        from common.outbox import hooks as outbox
        from competencies.editions import hooks as editions
        from endorsement import merging
        from endorsement.application import cases
        from endorsement.application import hooks as application
        from endorsement.application.asked import asked_parts
        from endorsement.application.comparisons import panel
        from endorsement.application.dashboard import summaries
        from endorsement.application.figures import figures as application_figures
        from endorsement.application.queries import cited_document
        from endorsement.award import checks  # noqa: F401 - registers the system check
        from endorsement.award.figures import figures as award_figures
        from endorsement.award.models import Endorsement
        from endorsement.decision.queries import outcomes
        from endorsement.decision.queries import personal_data as decided_data
        from endorsement.portfolio import hooks as portfolio
        from endorsement.portfolio.models import WaimhMembership
        from endorsement.references import hooks as references
        from endorsement.references.actions.chasing import message_failed
        from endorsement.references.queries import own_mail as own_reference_mail
        from endorsement.review import effects
        from endorsement.review import hooks as review
        from endorsement.review.actions import application_withdrawn, reviewer_ended
        from endorsement.review.queries import personal_data, reads_document
        from endorsement.roster import places
        from endorsement.training.actions import land
        from endorsement.training.queries import personal_data as attended

        pre_migrate.connect(places.let_go, sender=self)
        post_migrate.connect(places.keep, sender=self)
        portfolio.document_readers.extend([cited_document, reads_document])
        merging.register()
        people.role_ended.append(reviewer_ended)
        people.open_work.extend([effects.of_ending, cases.of_ending])
        application.withdrawn.append(application_withdrawn)
        application.personal_data.extend([personal_data, decided_data, attended, owed_data])
        references.open_cases.append(cases.open_cases)
        portfolio.summaries.append(summaries)
        portfolio.asked_parts.append(asked_parts)
        editions.panels.append(panel)
        review.outcomes.append(outcomes)
        training.settled.append(land)
        settling.effects.append(effects.of_policy)
        activity.figures.extend([award_figures, application_figures])
        outbox.message_failed.append(message_failed)
        outbox.not_for.extend([cases.own_mail, own_reference_mail])
        auditlog.register(Endorsement)
        auditlog.register(WaimhMembership)
