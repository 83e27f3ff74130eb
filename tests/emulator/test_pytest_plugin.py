"""The pytest plugin, in test files of a user that run in a new pytest process with warnings as errors."""

from __future__ import annotations

import pytest

pytest_plugins = "pytester"

CONFTEST = """
    from pulumi_azure_face.emulator.pytest import FaceEmulator

    pytest_plugins = "pulumi_azure_face.emulator.pytest"
"""

APPLICATION = """
    import os
    import sys
    import time

    import httpx
    import pytest
    from pictures import picture
    from pulumi_azure_face.emulator.pytest import FaceEmulator

    OCTETS = {"Content-Type": "application/octet-stream"}


    @pytest.fixture
    def face(face_emulator: FaceEmulator, monkeypatch: pytest.MonkeyPatch):
        for name, value in face_emulator.environment().items():
            monkeypatch.setenv(name, value)
        endpoint, key = os.environ["AZURE_FACE_ENDPOINT"], os.environ["AZURE_FACE_KEY"]
        with httpx.Client(base_url=f"{endpoint}/face/v1.2", headers={"Ocp-Apim-Subscription-Key": key}) as client:
            client.put("/largefacelists/visitors", json={"name": "Visitors"}).raise_for_status()
            yield client


    def add(face, image):
        return face.post("/largefacelists/visitors/persistedfaces", content=image, headers=OCTETS)


    def train(face):
        face.post("/largefacelists/visitors/train")
        return face.get("/largefacelists/visitors/training").json()


    @pytest.mark.parametrize("number", range(4))
    def test_every_test_has_an_empty_account(face, face_emulator, number):
        [container] = face_emulator.dump()["containers"]
        assert (container["id"], container["persistedFaces"]) == ("visitors", [])
        assert [(call.method, call.path, call.status) for call in face_emulator.requests] == [
            ("PUT", "/face/v1.2/largefacelists/visitors", 200)
        ]
        add(face, picture(number))


    def test_face_counts_of_images(face, face_emulator, tmp_path):
        (tmp_path / "wall.jpg").write_bytes(picture("wall"))
        face_emulator.faceless(tmp_path / "wall.jpg")
        face_emulator.faceless(picture("window"))
        face_emulator.shows(str(tmp_path / "wall.jpg"), 0)
        assert add(face, picture("wall")).json()["error"]["code"] == "NoFaceFound"
        assert add(face, picture("window")).json()["error"]["code"] == "NoFaceFound"
        face_emulator.shows(picture("crowd"), 9)
        assert add(face, picture("crowd")).json()["error"]["code"] == "InvalidImage"
        assert add(face, picture("ada")).status_code == 200


    def test_training_failure(face, face_emulator):
        add(face, picture())
        face_emulator.fail_training("out of memory", container="visitors")
        assert (train(face)["status"], train(face)["status"]) == ("failed", "succeeded")


    def test_error_responses(face, face_emulator):
        fault = face_emulator.answer(
            429, "429", "Slow down.", headers={"Retry-After": "1"}, method="GET", path="/largefacelists", skip=1, times=2
        )
        replies = [face.get("/largefacelists") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 429, 429, 200]
        assert replies[1].json() == {"error": {"code": "429", "message": "Slow down."}}
        assert (replies[1].headers["retry-after"], fault.hits) == ("1", 2)


    @pytest.mark.parametrize("worked", [True, False])
    def test_dropped_connections(face, face_emulator, worked):
        face_emulator.drop(worked=worked, method="DELETE")
        with pytest.raises(httpx.RemoteProtocolError):
            face.delete("/largefacelists/visitors")
        assert (face_emulator.dump()["containers"] == []) is worked


    def test_delayed_responses(face, face_emulator):
        fault = face_emulator.delay(0.3, times=None)
        face.get("/largefacelists")
        face.get("/largefacelists")
        assert fault.hits == 2
        assert all(call.seconds >= 0.3 for call in face_emulator.requests[-2:])


    def test_invalid_rule_raises_value_error(face_emulator):
        with pytest.raises(ValueError, match="'path' is not a regular expression"):
            face_emulator.drop(path="(")


    def test_pulumi_is_not_imported(face_emulator):
        assert "pulumi" not in sys.modules
"""


@pytest.fixture
def user(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> pytest.Pytester:
    """A project of a user, with the test pictures of this repository on its path."""
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath / "tests"))
    pytester.makeconftest(CONFTEST)
    return pytester


def test_every_test_has_a_separate_service(user: pytest.Pytester) -> None:
    """Every test on every worker has an empty service with separate faults, and there are no warnings."""
    user.makepyfile(APPLICATION)

    user.runpytest_subprocess("-W", "error", "-n", "2").assert_outcomes(passed=12)


def test_settings_can_be_overridden(user: pytest.Pytester) -> None:
    """The fixture `face_emulator_settings` of a project sets the settings of the service."""
    user.makepyfile("""
        import httpx
        import pytest
        from pulumi_azure_face.emulator import Settings

        @pytest.fixture(scope="session")
        def face_emulator_settings():
            return Settings(key="of my own")

        def test_settings(face_emulator):
            assert face_emulator.environment()["AZURE_FACE_KEY"] == "of my own"
            headers = {"Ocp-Apim-Subscription-Key": "of my own"}
            assert httpx.get(f"{face_emulator.url}/face/v1.2/facelists", headers=headers).json() == []
    """)

    user.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


def test_missing_extra_is_reported(user: pytest.Pytester) -> None:
    """Without the requirements of the emulator, a test that needs it says which extra to install."""
    user.makepyfile("""
        import sys

        sys.modules["uvicorn"] = None

        def test_nothing(face_emulator):
            pass
    """)

    result = user.runpytest_subprocess("-W", "error")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*uvicorn is not installed: pip install 'pulumi-azure-face?emulator?'*"])
