"""Where a report is, as one value: point, accuracy, origin, kelurahan and words together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from complaints_service.errors import Words, words
from complaints_service.places.outlines import find_place, metres_into, sliver_of
from complaints_service.texts import text_problem
from config.rulebook import Rulebook

#: How a place became known. `link`: a pasted map link; `corner`: chosen by street and corner; `office`: an
#: officer mended it.
ORIGINS = ("pin", "device", "link", "corner", "chat", "list", "address", "office")
#: The same, those that bring a point; a list and an address do not.
POINT_ORIGINS = ORIGINS[:5]
#: A point less certain than this says nothing about the kelurahan: that is asked.
SURE_METRES = 1_000
#: No device is less certain than half the way round the earth.
MOST_METRES = 20_000_000
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a report is. `lat`, `lng`: both or neither, WGS84; `accuracy` of the point in metres, None:
    exact.

    `origin`: one of ORIGINS, None where nothing is known of the place. `kelurahan`: its code; `address`: the
    street or landmark in the words of who told it.
    """

    lat: float | None = None
    lng: float | None = None
    accuracy: int | None = None
    origin: str | None = None
    kelurahan: str | None = None
    address: str | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where there is a point."""
        return None if self.lat is None or self.lng is None else (self.lat, self.lng)

    @property
    def sure(self) -> bool:
        """Whether the point is certain enough to say which kelurahan it is in."""
        return self.point is not None and (self.accuracy is None or self.accuracy <= SURE_METRES)

    def without_point(self) -> Place:
        """The same place by list and words alone."""
        return replace(
            self, lat=None, lng=None, accuracy=None, origin=_origin(None, self.kelurahan, self.address)
        )


NOWHERE = Place()
Problems = dict[str, list[Words]]


def settled(place: Place, rulebook: Rulebook) -> tuple[Place, Problems]:
    """The place whole and without contradiction, or what is wrong with it by field, each in words.

    The point sets the kelurahan where it is certain enough. One that was chosen may lie no farther from the
    point than the point is inaccurate: two places are none.
    """
    problems: Problems = {}
    if place.address and (problem := text_problem(place.address, maximum=LONGEST_ADDRESS)):
        problems["location.address"] = [problem]
    chosen = place.kelurahan
    if chosen is not None and chosen not in {one.code for one in rulebook.kelurahan}:
        problems["kelurahan"] = [words("Kelurahan ini bukan di Medan Marelan. Pilih salah satu dari daftar.")]
        return place, problems
    if place.point is not None:
        found, problem_at = _of_point(place, place.point, rulebook)
        problems |= problem_at
    else:
        found = chosen
    origin = place.origin if place.point else _origin(None, found, place.address)
    return replace(
        place, kelurahan=found, origin=origin or _origin(place.point, found, place.address)
    ), problems


def _of_point(place: Place, point: tuple[float, float], rulebook: Rulebook) -> tuple[str | None, Problems]:
    """The kelurahan of a place with a point."""
    lat, lng = point
    chosen, found = place.kelurahan, find_place(lat, lng, rulebook)
    if found.problem is not None and (place.sure or not found.outside):
        return None, {"location": [found.problem]}
    if chosen is None:
        return (found.kelurahan, {}) if place.sure else (None, {"kelurahan": [unsure_words(place)]})
    if chosen == found.kelurahan:
        return chosen, {}
    # A point in no outline at all belongs to whichever is near enough.
    least = sliver_of(rulebook) if found.distance_metres else 0
    if metres_into(chosen, lat, lng, rulebook) <= max(place.accuracy or 0, least):
        return chosen, {}
    return None, {"kelurahan": [_contradiction(found.kelurahan, chosen, rulebook)]}


def place_words(place: Place, rulebook: Rulebook) -> str:
    """A place as people say it: street, then kelurahan; its coordinates where it has neither."""
    name = next((one.name for one in rulebook.kelurahan if one.code == place.kelurahan), "")
    address = place.address or ""
    said = ", ".join(part for part in (address, name if name not in address else "") if part)
    return said or (f"{place.lat:.5f}, {place.lng:.5f}" if place.point else "")


def unsure_words(place: Place) -> Words:
    """Asks for the kelurahan where a point is too uncertain to tell it."""
    return words(
        "Perangkat hanya tahu tempat ini sampai sekitar %(km)s km. Pilih juga kelurahannya.",
        km=round((place.accuracy or 0) / 1000),
    )


def _contradiction(found: str | None, chosen: str, rulebook: Rulebook) -> Words:
    names = {one.code: one.name for one in rulebook.kelurahan}
    if found is None:
        return words(
            "Titik di peta jauh dari %(chosen)s. Hapus titiknya, atau pilih kelurahan lain.",
            chosen=names[chosen],
        )
    return words(
        "Titik di peta ada di %(found)s, tetapi yang dipilih %(chosen)s. Pilih %(found)s, "
        "atau hapus titiknya.",
        found=names[found],
        chosen=names[chosen],
    )


def _origin(point: tuple[float, float] | None, kelurahan: str | None, address: str | None) -> str | None:
    if point is not None:
        return "pin"
    return "list" if kelurahan else "address" if address else None
