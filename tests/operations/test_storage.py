"""Files in an S3-compatible store, against moto's server: the settings' ``STORAGE_URL``, nothing else changed."""

import socket

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.journeys.portal import Portal, free_port

pytestmark = pytest.mark.journey

ROUND_TRIP = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
name = default_storage.save("portfolio/secret", ContentFile(b"%PDF-1.7 evidence"))
again = default_storage.save("portfolio/secret", ContentFile(b"another"))
with default_storage.open(name) as stored:
    print(name, again != name, stored.read())
default_storage.delete(again)
print(default_storage.exists(name), default_storage.exists(again))
"""


@pytest.fixture
def store():
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop()


def test_files_go_to_the_store_and_come_back(store, tmp_path):
    client = boto3.client(
        "s3", endpoint_url=f"http://{store}", aws_access_key_id="key", aws_secret_access_key="secret",
        region_name="us-east-1",
    )  # fmt: skip
    client.create_bucket(Bucket="evidence")
    portal = Portal(tmp_path / "var")
    portal.env["STORAGE_URL"] = f"s3://key:secret@{store}/evidence?tls=0"
    done = portal.manage("shell", "-c", ROUND_TRIP)
    assert done.stdout.splitlines()[-2:] == ["portfolio/secret True b'%PDF-1.7 evidence'", "True False"]
    assert [row["Key"] for row in client.list_objects_v2(Bucket="evidence")["Contents"]] == ["portfolio/secret"]
    assert client.get_object_acl(Bucket="evidence", Key="portfolio/secret")["Grants"][0]["Permission"] == "FULL_CONTROL"
    assert not (tmp_path / "var" / "files").exists()


def test_a_store_that_does_not_answer_is_an_error_not_a_silence(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    portal = Portal(tmp_path / "var")
    portal.env |= {"STORAGE_URL": f"s3://key:secret@127.0.0.1:{port}/evidence?tls=0", "AWS_MAX_ATTEMPTS": "1"}
    done = portal.manage("shell", "-c", ROUND_TRIP, check=False)
    assert done.returncode != 0
    assert "Could not connect to the endpoint" in done.stderr
