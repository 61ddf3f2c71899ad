"""Field work: one's own places in walking order on one map, with a number only by the recorded way."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from flask.testing import FlaskClient

from complaints_service.places.walking import walked, walking_order
from tests.support.visitors import Visitor, when
from tests.support.world import Office

CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")
KELURAHAN = "12.71.12.1004"


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ([], []),
        ([(98.65, 3.67)], [0]),
        ([(98.65, 3.67), (98.68, 3.67), (98.66, 3.67), (98.651, 3.67)], [0, 3, 2, 1]),
        ([(98.65, 3.67), (98.65, 3.67), (98.65, 3.67)], [0, 1, 2]),
    ],
)
def test_from_each_place_to_the_nearest_left(places: list[tuple[float, float]], order: list[int]) -> None:
    assert walking_order(places) == order


def test_no_part_of_the_way_is_shorter_the_other_way_round() -> None:
    """Twelve places, drawn: against every order in which one part is turned, and against nearest-first alone."""
    draw, saved = Random(7), 0.0
    for _each in range(50):
        places = [(98.65 + draw.random() / 30, 3.67 + draw.random() / 30) for _place in range(12)]
        order = walking_order(places)
        assert order[0] == 0 and sorted(order) == list(range(12))
        far = walked(places, order)
        for begin, end in combinations(range(1, 12), 2):
            turned = [*order[:begin], *reversed(order[begin : end + 1]), *order[end + 1 :]]
            assert walked(places, turned) > far - 0.02
        left, nearest = set(range(1, 12)), [0]
        while left:
            _far, following = min((walked(places, [nearest[-1], one]), one) for one in left)
            nearest.append(following)
            left.remove(following)
        saved += walked(places, nearest) - far
    assert saved > 0


# What pages do does not depend on the database; the services under them are tested on both.
@pytest.mark.parametrize("backend", ["sqlite"])
def test_ones_own_places_stand_in_walking_order_on_one_map(client: FlaskClient, office: Office) -> None:
    at = ((3.6786, 98.6555), (3.6830, 98.6575), (3.6780, 98.6556))
    numbers = [
        office.complain(
            f"Parit tumpat nomor {step}.",
            now=CAME,
            lat=lat,
            lng=lng,
            kelurahan=KELURAHAN,
            phone="081260001234",
        ).number
        for step, (lat, lng) in enumerate(at)
    ]
    bare = office.complain("Parit tumpat tanpa titik.", now=CAME, privacy="anonymous").number
    to = f"person:{office.officers['rina']}"
    for number in (*numbers, bare):
        office.act("kasi", number, "assign", to="unit:TRANTIB", reason="Dulu.", now=CAME)
        office.act("meja", number, "assign", to=to, reason="Tolong dilihat.", now=CAME)
    rina = Visitor(client).sign_in(office, "rina", NOW)
    assert "/meja/lapangan" in rina.read("/meja")
    page = rina.read("/meja/lapangan")
    walk = page.partition("Tanpa titik di peta")[0]
    places = [walk.index(f'href="/meja/{number}"') for number in numbers]
    assert places[0] < places[2] < places[1], "the third lies beside the first"
    assert page.count('class="stop-number"') == 3
    assert "geo:3.678600,98.655500" in page
    assert f'href="/meja/{bare}"' in page.partition("Tanpa titik di peta")[2]
    assert "081260001234" not in page, "a number is opened one by one, and written down"
    assert f'action="/meja/{numbers[0]}/pelapor"' in page
    assert f"/meja/{bare}/pelapor" not in page
    assert "Tidak ada yang perlu didatangi" in Visitor(client).sign_in(office, "camat", NOW).read(
        "/meja/lapangan"
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_phone_sends_in_vain_is_told_why_and_a_page_gets_a_page(
    client: FlaskClient, office: Office
) -> None:
    number = office.complain("Parit tumpat.", now=CAME).number
    rina = f"person:{office.officers['rina']}"
    for to in ("unit:TRANTIB", rina):
        office.act("meja" if to == rina else "kasi", number, "assign", to=to, reason="Tolong.", now=CAME)
    visitor = Visitor(client).sign_in(office, "rina", NOW)
    visitor.read("/meja/lapangan")
    form = visitor._form(f"/meja/{number}/message")
    for fields, status, why in (
        ({"text": " "}, 422, "Tulis"),
        ({"text": "Kami datang.", "version": "1"}, 409, ""),
    ):
        sent = {**form, **fields, "key": f"kunci-{status}-sepanjang-ini"}
        answer = client.post(f"/meja/{number}/message", data=sent, headers={"Accept": "application/json"})
        told = answer.get_json()
        assert answer.status_code == status and why in told["detail"] and len(told["detail"]) > 10
        page = client.post(f"/meja/{number}/message", data={**sent, "key": f"lain-{status}-sepanjang-ini"})
        assert page.status_code == status and "<html" in page.get_data(as_text=True)
