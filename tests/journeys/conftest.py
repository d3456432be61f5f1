"""A portal, a mail server and browsers for the journeys."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.actors import FLAGS, Actor
from tests.journeys.portal import Portal, Postbox, drop_database, new_database


@pytest.fixture(scope="session")
def postbox():
    box = Postbox()
    yield box
    box.controller.stop()


@pytest.fixture(scope="session")
def portal(postbox, tmp_path_factory, groundwork):
    """An empty portal (no demo) on the servers of this run: SQLite, or PostgreSQL and Redis."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    database = new_database(server) if server else ""
    made = Portal(
        tmp_path_factory.mktemp("portal") / "var",
        database_url=database,
        broker_url=os.environ.get("TEST_BROKER_URL", ""),
        mail=postbox.url,
        groundwork=groundwork,
    )
    try:
        yield made.start()
    finally:
        made.stop()
        if database:
            drop_database(server, database)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def actor(browser, portal, postbox, request):
    """``actor("Name", "address", width=1280, host="127.0.0.1")``: a person with a browser; closed after the test."""
    made = []
    # The pages of the main journey are the same on both databases: axe looks at them once in a run of the whole suite.
    elsewhere = "AXE_ON_POSTGRESQL" in os.environ and request.node.get_closest_marker("main_journey")

    def make(name, address="", width=1280, host="127.0.0.1"):
        made.append(Actor(browser, portal.at(host), postbox, name, address, width, axe=not elsewhere))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
