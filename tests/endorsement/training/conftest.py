from tests.associations.training.conftest import admin, anna, running

__all__ = ["admin", "anna", "running"]
