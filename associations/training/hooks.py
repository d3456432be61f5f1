"""What upper rooms want to know about trainings. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from associations.training.models import Attendee, Training

# Called in the transaction that settles who attended, again after each correction: (training, attendees, by). What an
# attendee earned is in ``queries.credits``; who is not in it any more earned nothing.
settled: list[Callable[[Training, list[Attendee], object], None]] = []
