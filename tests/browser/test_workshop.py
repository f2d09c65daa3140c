"""A workshop from its first block to its last, with a browser for everybody and lines that break."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.served import Server

PATIENCE_SECONDS = 60


@pytest.fixture
def crowd(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path
) -> Iterator[Callable[..., Crowd]]:
    """Return a way to fill a room: so many teams of so many people, on a server of their own."""
    rooms: list[Crowd] = []

    def fill(teams: int, members: int) -> Crowd:
        place = tmp_path / "instance"
        place.mkdir()
        room = tell_room(place, teams, members)
        rooms.append(Crowd(chromium, Server(place, {}).start(), room))
        return rooms[-1]

    yield fill
    for each in rooms:
        each.leave()
        each.server.stop()


def write(page: Page, text: str) -> None:
    page.locator("form.compose textarea").fill(text)
    page.locator("form.compose button[type=submit]").click()


def eventually(what: str, holds: Callable[[], bool]) -> None:
    """Wait until something holds; the policy of our pages forbids Playwright's own way of waiting."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.2)


def shown(page: Page, text: str) -> bool:
    return page.locator("main").get_by_text(text, exact=True).count() > 0


def dots_spent(page: Page) -> int:
    """Return how many of their dots somebody has spent; the budget grows with the board."""
    words = page.locator(".votes-left").first.inner_text()
    left, budget = map(int, re.search(r"(\d+) of your (\d+) votes? left", words).groups())
    return budget - left


def stored(crowd: Crowd, table: str, column: str) -> list[str]:
    with sqlite3.connect(crowd.server.place / "workbench.db") as connection:
        statement = f"SELECT {column} FROM {table} WHERE {column} <> ''"
        return [row[0] for row in connection.execute(statement)]


def go_through_the_agenda(crowd: Crowd) -> None:
    """Write in silence, reveal, group, vote and draw maps in teams; every third line breaks on the way."""
    room, officials = crowd.room, crowd.officials
    crowd.begin("Silent writing")
    crowd.all_go_to(f"{room.url}/board")
    notes = [f"Thought {number} of the room" for number in range(len(officials))]
    for number, (page, text) in enumerate(zip(officials, notes, strict=True)):
        if number % 3 == 2:
            page.context.set_offline(True)
        write(page, text)
    for number, page in enumerate(officials):
        others = [text for text in notes if text != notes[number]]
        assert not [text for text in others if text in page.content()], "a hidden note got out"
        page.context.set_offline(False)
    eventually(
        "all notes are on the server", lambda: set(notes) <= set(stored(crowd, "note", "text"))
    )

    crowd.reveal()
    for page in officials:
        eventually(
            "everybody reads every note", lambda page=page: all(shown(page, t) for t in notes)
        )

    crowd.begin("Grouping")
    first, last = officials[0], officials[-1]
    eventually("the tray rises", lambda: first.locator("#arrange").count() > 0)
    for text in notes[:2]:
        first.locator("li.note", has_text=text).locator("input[name=note]").check()
    first.keyboard.press("n")
    first.locator("#tray-title").fill("What we met")
    first.keyboard.press("Enter")
    for page in (first, last, crowd.ana):
        if page is crowd.ana:
            page.goto(f"{room.url}/board")
        eventually(
            "the group is seen",
            lambda page=page: (
                page.locator("section.group", has_text="What we met").locator("li.note").count()
                == 2
            ),
        )

    crowd.begin("Voting")
    for page in officials:
        eventually("one can vote", lambda page=page: page.locator(".vote-more").count() > 0)
        page.locator(".vote-more summary").first.click()
        page.get_by_role("button", name="One vote more for What we met").first.click()
        eventually("the dot is kept", lambda page=page: dots_spent(page) == 1)
    crowd.ana.goto(f"{room.url}/votes/{room.blocks['Voting']}")
    crowd.ana.get_by_role("button", name="Close the vote and count").click()
    address = f"{room.url}/votes/{room.blocks['Voting']}.json"

    def counted() -> dict[str, int]:
        (rows,) = crowd.ana.request.get(address).json().values()
        return {row["item"]: row["votes"] for row in rows}

    eventually("the count stands", lambda: bool(counted()))
    assert counted()["What we met"] == len(officials)

    crowd.begin("Mapping")
    steps = []
    for redesign, team in crowd.teams.items():
        crowd.all_go_to(f"/redesigns/{redesign}/journeys/today", team)
        for number, page in enumerate(team):
            steps.append(f"Step {number} of team {redesign}")
            page.locator("#add-step").locator("xpath=ancestor::section").locator(
                "input[name=title]"
            ).fill(steps[-1])
            if number % 3 == 2:
                page.context.set_offline(True)
            page.get_by_role("button", name="Add the step").click()
        for page in team:
            page.context.set_offline(False)
        for page in team:
            eventually(
                "the team sees every step",
                lambda page=page, redesign=redesign: all(
                    page.locator("main").get_by_text(step).count()
                    for step in steps
                    if step.endswith(f"team {redesign}")
                ),
            )
    eventually(
        "all steps are on the server",
        lambda: set(steps) <= set(stored(crowd, "journey_step", "title")),
    )
    written = stored(crowd, "note", "text")
    assert sorted(written) == sorted(notes), "a note is missing or stands twice"


def test_two_people_and_a_facilitator_go_through_an_agenda(crowd: Callable[..., Crowd]) -> None:
    go_through_the_agenda(crowd(1, 3))


@pytest.mark.proof
def test_thirty_people_in_ten_teams_go_through_an_agenda(crowd: Callable[..., Crowd]) -> None:
    go_through_the_agenda(crowd(10, 3))


def guest_of(full: Crowd, name: str = "Rosa") -> Page:
    """Return the page of somebody without an account who came through the door and looks at the board."""
    full.ana.goto(f"{full.room.url}/door")
    code = re.search(r"/join/([A-Z0-9]{6})", full.ana.content())[1]
    guest = full.sit_down("")
    guest.goto(f"/join/{code}")
    guest.fill("input[name=name]", name)
    guest.locator("button.join-go").click()
    guest.wait_for_url(f"**{full.room.url}/**")
    guest.goto(f"{full.room.url}/board")
    return guest


def recognise(full: Crowd, guest: Page) -> None:
    """Ana says who the guest is, and this person signs in in the guest's browser."""
    full.ana.goto(f"{full.room.url}/guests")
    full.ana.get_by_role("link", name=re.compile("Who is this")).first.click()
    full.ana.locator("input[name=person][value=else]").check()
    full.ana.locator("form[action$='/recognise'] input[name=email]").fill("p1-1@vila.example")
    full.ana.get_by_role("button", name="See what will pass").click()
    full.ana.get_by_role("button", name="Yes, join them").click()
    full.ana.get_by_text("what everybody may see of theirs").wait_for()
    (cookie,) = next(iter(full.room.teams.values()))
    session = {"name": "workbench", "value": cookie, "url": full.server.url}
    guest.context.add_cookies([session])


@pytest.mark.proof
def test_what_a_guest_had_not_sent_is_sent_by_the_person_they_turned_out_to_be(
    crowd: Callable[..., Crowd],
) -> None:
    full = crowd(1, 1)
    full.begin("Silent writing")
    guest = guest_of(full)
    guest.context.set_offline(True)
    write(guest, "Kept on the phone")
    guest.locator("[data-saved][data-look=unsent], [data-saved][data-look=offline]").wait_for()

    recognise(full, guest)
    guest.context.set_offline(False)
    guest.goto(f"{full.room.url}/board")
    eventually(
        "the text is on the server", lambda: "Kept on the phone" in stored(full, "note", "text")
    )
    eventually("the board shows it", lambda: shown(guest, "Kept on the phone"))


def begun_as_guest(full: Crowd, text: str) -> tuple[Page, Locator, str]:
    """Return the browser, the field and the board of somebody who typed as a guest and is known now."""
    full.begin("Silent writing")
    guest = guest_of(full)
    note = guest.locator("form.compose textarea")
    note.fill(text)
    recognise(full, guest)
    return guest, note, f"{full.room.url}/board"


@pytest.mark.proof
def test_what_a_guest_had_begun_is_in_the_form_of_the_person_they_turned_out_to_be(
    crowd: Callable[..., Crowd],
) -> None:
    guest, note, board = begun_as_guest(crowd(1, 1), "Half a thought")
    guest.goto(board)
    expect(note).to_have_value("Half a thought")
    note.press_sequentially(", and its end")
    typed = note.input_value()
    assert "and its end" in typed
    guest.goto(board)
    expect(note).to_have_value(typed)
    assert "Half a thought" in typed


@pytest.mark.proof
def test_where_a_guest_and_the_person_both_began_the_person_decides(
    crowd: Callable[..., Crowd],
) -> None:
    guest, note, board = begun_as_guest(crowd(1, 1), "The guest's words")
    held: list[Route] = []
    guest.route("**/account/guests*", lambda route: held.append(route))
    guest.goto(board)
    eventually("the page asks who one was", lambda: bool(held) or guest.wait_for_timeout(50))
    note.fill("The person's words")
    held[0].continue_()
    other = guest.locator("form.compose .version-text")
    expect(other).to_have_count(1)
    note.press_sequentially("!")
    guest.goto(board)
    expect(note).to_have_value(re.compile("The person's words"))
    expect(other).to_have_text("The guest's words")
    guest.get_by_role("button", name="Use my text").click()
    expect(note).to_have_value("The guest's words")
    guest.goto(board)
    expect(note).to_have_value("The guest's words")
    expect(other).to_have_count(0)


@pytest.mark.proof
def test_the_link_of_a_new_account_stays_while_the_list_of_guests_is_read_anew(
    crowd: Callable[..., Crowd],
) -> None:
    full = crowd(1, 1)
    full.begin("Silent writing")
    guest_of(full)
    davi = full.sit_down(full.room.lead)
    # Without a stream the page reads itself anew after each press.
    davi.route("**/live?*", lambda route: route.abort())
    davi.goto(f"{full.room.url}/guests")
    davi.get_by_role("link", name=re.compile("Who is this")).click()
    davi.locator("input[name=person][value=else]").check()
    davi.locator("form[action$='/recognise'] input[name=email]").fill("rosa@vila.example")
    davi.get_by_role("button", name="See what will pass").click()
    davi.get_by_role("button", name="Yes, join them").click()
    link = davi.get_by_label("Link for Rosa")
    address = link.input_value()
    expect(davi.locator("[data-saved]")).to_have_attribute("data-look", re.compile("."))
    davi.get_by_role("button", name="Send Rosa out").first.click()
    expect(davi.locator("#part-guests")).to_contain_text("sent out")
    expect(link).to_have_value(address)


def without_stream(full: Crowd) -> Page:
    """Return the lead's page of guests, which no stream keeps up to date: it reads itself anew after each press."""
    lead = full.sit_down(full.room.lead)
    lead.route("**/live?*", lambda route: route.abort())
    lead.goto(f"{full.room.url}/guests")
    expect(lead.locator("[data-saved]")).to_have_attribute("data-look", re.compile("."))
    return lead


@pytest.mark.proof
def test_a_press_while_the_page_is_read_anew_is_shown_too(crowd: Callable[..., Crowd]) -> None:
    full = crowd(1, 1)
    full.begin("Silent writing")
    for name in ("Rosa", "Lia"):
        guest_of(full, name)
    lead = without_stream(full)
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if route.request.resource_type != "fetch" or held:
            route.fallback()
        else:
            held.append((route, route.fetch()))

    lead.route(f"**{full.room.url}/guests", hold_the_first)
    lead.get_by_role("button", name="Send Rosa out").click()
    eventually("the page is being read", lambda: bool(held) or lead.wait_for_timeout(50))
    with lead.expect_response(lambda answer: answer.request.method == "POST"):
        lead.get_by_role("button", name="Send Lia out").click()
    lead.wait_for_timeout(500)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(lead.get_by_role("button", name=re.compile("Send .* out"))).to_have_count(0)


@pytest.mark.proof
def test_an_answer_that_comes_before_the_live_page_is_shown(crowd: Callable[..., Crowd]) -> None:
    full = crowd(1, 1)
    full.begin("Silent writing")
    guest_of(full)
    lead = full.sit_down(full.room.lead)
    late: list[Route] = []
    lead.route("**/live?*", lambda route: route.abort())
    lead.route("**/live/page.js", lambda route: late.append(route))
    lead.goto(f"{full.room.url}/guests")
    expect(lead.locator("[data-saved]")).to_have_attribute("data-look", re.compile("."))
    with lead.expect_response(lambda answer: answer.request.method == "POST"):
        lead.get_by_role("button", name="Send Rosa out").click()
    lead.wait_for_timeout(500)
    late[0].continue_()
    expect(lead.locator("#part-guests")).to_contain_text("sent out")


def test_a_silent_note_from_a_broken_line_stays_hidden_when_the_next_block_runs(
    crowd: Callable[..., Crowd],
) -> None:
    full = crowd(1, 2)
    late, other = full.officials
    full.begin("Silent writing")
    full.all_go_to(f"{full.room.url}/board")
    late.context.set_offline(True)
    write(late, "Nobody shall know")
    late.locator("[data-saved][data-look=unsent]").wait_for()
    full.begin("Grouping")
    late.context.set_offline(False)
    eventually(
        "the text is on the server", lambda: "Nobody shall know" in stored(full, "note", "text")
    )
    other.goto(f"{full.room.url}/board")
    assert "Nobody shall know" not in other.content()
    full.reveal()
    eventually("everybody reads it", lambda: shown(other, "Nobody shall know"))
    assert "Pessoa 1 1" not in other.locator("li.note", has_text="Nobody shall know").inner_text()


def test_without_javascript_the_room_reads_and_submits(crowd: Callable[..., Crowd]) -> None:
    full = crowd(1, 1)
    full.begin("Silent writing")
    (cookie,) = next(iter(full.room.teams.values()))
    page = full.sit_down(cookie, javascript=False)
    page.goto(f"{full.room.url}/room")
    page.get_by_role("link", name="Go to the board").first.click()
    write(page, "Written without a script")
    note = page.locator("main").get_by_text("Written without a script", exact=True)
    expect(note.first).to_be_visible()
    full.reveal()
    full.begin("Grouping")
    full.begin("Voting")
    page.goto(f"{full.room.url}/board")
    expect(note.first).to_be_visible()
    page.get_by_role("button", name="Vote for P-01 Written").click()
    expect(page.locator(".votes-left").first).to_contain_text("0 of your 1 vote left")
