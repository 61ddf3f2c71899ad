"""Draws the sample street map of an office: `python -m tools.sample_map` writes it into the rulebook.

Nothing in it is foreign data: a grid of streets is bent by sines, cut to the outlines, and named from lists
of flowers and birds. It shows what a map does before the office has made its own from public data
(`tanggap map import`), and says on every page that it is a sample.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

from complaints_service.places.importing.features import Feature
from complaints_service.places.importing.making import MadeMap, MapSource, make_map
from complaints_service.places.outlines import METRES_PER_DEGREE, contains
from config.entries.office import Bilingual, Kelurahan
from config.entries.street_map import Line, Position
from config.loading import load_rulebook
from config.rulebook import Rulebook
from config.street_map import FILE, write_map

RULEBOOK = Path("config/marelan")
SEED = 20_261_101
#: Metres between streets that run north, that run east, and between two positions of a drawn line.
APART_EAST, APART_NORTH, PIECE = 480, 400, 80
ABOUT = MapSource(
    sample=True,
    source="invented: drawn by tools/sample_map.py, no foreign data; names and courses are not real",
    licence="CC0",
    credit=Bilingual("contoh, bukan peta resmi", "a sample, no official map"),
)
_FLOWERS = (
    *("Anggrek", "Melati", "Kenanga", "Cempaka", "Dahlia", "Flamboyan", "Seroja", "Teratai", "Kamboja"),
    *("Bougenvil", "Mawar", "Sedap Malam", "Tanjung", "Asoka", "Soka", "Alamanda", "Kantil", "Wijayakusuma"),
    *(
        "Edelweis",
        "Lavender",
        "Krisan",
        "Aster",
        "Lili",
        "Tulip",
        "Gardenia",
        "Azalea",
        "Begonia",
        "Kemuning",
    ),
)
_BIRDS = (
    *(
        "Merpati",
        "Kutilang",
        "Cendrawasih",
        "Elang",
        "Rajawali",
        "Nuri",
        "Murai",
        "Jalak",
        "Pipit",
        "Gelatik",
    ),
    *("Bangau", "Camar", "Kenari", "Perkutut", "Walet", "Beo", "Kasuari", "Garuda", "Belibis", "Puyuh"),
)


class _Ground:
    """A district in metres east and north of its south-west corner, bent so that no street is straight."""

    def __init__(self, rulebook: Rulebook) -> None:
        points = [point for one in rulebook.kelurahan for ring in one.rings for point in ring]
        self.west, self.south = min(x for x, _ in points), min(y for _, y in points)
        self._scale = METRES_PER_DEGREE * math.cos(math.radians(self.south))
        self.width = (max(x for x, _ in points) - self.west) * self._scale
        self.height = (max(y for _, y in points) - self.south) * METRES_PER_DEGREE

    def position(self, east: float, north: float) -> Position:
        """A bent position in degrees."""
        bent_east = east + 90 * math.sin(north / 900) + 30 * math.sin(north / 240 + east / 700) + north * 0.09
        bent_north = north + 70 * math.sin(east / 800 + 1) + 25 * math.sin(east / 210 + north / 600)
        return self.west + bent_east / self._scale, self.south + bent_north / METRES_PER_DEGREE

    def line(self, *corners: tuple[float, float]) -> Line:
        """A bent line through corners in metres."""
        found = []
        for (east, north), (to_east, to_north) in pairwise(corners):
            pieces = max(1, round(math.hypot(to_east - east, to_north - north) / PIECE))
            found += [
                self.position(
                    east + (to_east - east) * piece / pieces, north + (to_north - north) * piece / pieces
                )
                for piece in range(pieces)
            ]
        return (*found, self.position(*corners[-1]))


def sample_map(rulebook: Rulebook) -> MadeMap:
    """The sample of a rulebook's district, the same at every call."""
    draws, ground = random.Random(SEED), _Ground(rulebook)  # noqa: S311  # a drawing, no secret
    features = [*_streets(draws, ground), *_water(ground), *_spots(draws, rulebook)]
    return make_map(features, rulebook=rulebook, about=ABOUT)


def _streets(draws: random.Random, ground: _Ground) -> Iterator[Feature]:
    low, wide, high = -APART_EAST, ground.width + APART_EAST, ground.height + APART_NORTH
    columns = [low + APART_EAST * place for place in range(round((wide - low) / APART_EAST))]
    rows = [-APART_NORTH + APART_NORTH * place for place in range(round(high / APART_NORTH) + 2)]
    for place, east in enumerate(columns):
        main = place == len(columns) // 2
        name = "Jalan Raya Contoh" if main else f"Jalan {_BIRDS[place % len(_BIRDS)]}"
        yield _road(name, "main" if main else "street", ground.line((east, -APART_NORTH), (east, high)))
    for place, north in enumerate(rows):
        main = place % 6 == 3
        name = f"Jalan Lintas Contoh {place // 6 + 1}" if main else f"Jalan Pasar {place + 1} Contoh"
        yield _road(name, "main" if main else "street", ground.line((low, north), (wide, north)))
    flowers = cycle(_FLOWERS)
    for east in columns:
        for north in rows:
            for share in (0.25, 0.5, 0.75):
                if draws.random() < 0.4:
                    continue
                reach, side = draws.uniform(0.45, 1.0), north + APART_NORTH * share
                start, end = (east, side), (east + APART_EAST * min(reach, 0.97), side)
                yield _road(f"Gang {next(flowers)}", "alley", ground.line(start, end))
                if draws.random() < 0.3:
                    middle = (start[0] + end[0]) / 2
                    yield _road("", "path", ground.line((middle, side), (middle, side + APART_NORTH * 0.25)))


def _road(name: str, level: str, line: Line) -> Feature:
    return Feature({"name": name, "level": level}, line)


def _water(ground: _Ground) -> Iterator[Feature]:
    wide, high = ground.width, ground.height
    river = [
        (wide * (0.1 + 0.08 * math.sin(step / 2.1) + 0.02 * step), high * step / 14) for step in range(15)
    ]
    yield Feature({"name": "Sungai Contoh", "waterway": "river"}, ground.line(*river))
    canal = [(wide * (0.83 - 0.015 * step), high * step / 9) for step in range(10)]
    yield Feature({"name": "Parit Besar Contoh", "waterway": "canal"}, ground.line(*canal))
    for share in (0.22, 0.47, 0.7):
        ditch = ((wide * 0.15, high * share), (wide * 0.78, high * (share + 0.03)))
        yield Feature({"name": "", "waterway": "drain"}, ground.line(*ditch))


def _spots(draws: random.Random, rulebook: Rulebook) -> Iterator[Feature]:
    count = 0
    for one in rulebook.kelurahan:
        yield Feature({"name": f"Kantor Lurah {one.name}", "amenity": "townhall"}, (_inside(draws, one),))
        for what, kind in (
            *(
                ("SD", "school"),
                ("SMP", "school"),
                ("Masjid", "place_of_worship"),
                ("Musala", "place_of_worship"),
            ),
            *(("Puskesmas", "clinic"), ("Pasar", "marketplace"), ("Pos kamling", "police")),
            *(("Gereja", "place_of_worship"), ("Masjid", "place_of_worship"), ("SD", "school")),
        ):
            count += 1
            yield Feature({"name": f"{what} Contoh {count}", "amenity": kind}, (_inside(draws, one),))
        for number in range(1, 7):
            yield Feature({"name": f"Lingkungan {number}", "place": "neighbourhood"}, (_inside(draws, one),))


def _inside(draws: random.Random, kelurahan: Kelurahan) -> Position:
    lngs = [x for ring in kelurahan.rings for x, _ in ring]
    lats = [y for ring in kelurahan.rings for _, y in ring]
    while True:
        lng, lat = draws.uniform(min(lngs), max(lngs)), draws.uniform(min(lats), max(lats))
        if contains(kelurahan.rings, lat, lng):
            return round(lng, 5), round(lat, 5)


def main() -> None:
    """Writes the sample into the rulebook of this tree."""
    made = sample_map(load_rulebook(RULEBOOK))
    (RULEBOOK / FILE).write_bytes(write_map(made.street_map))
    print(f"{len(made.street_map.roads)} roads, {made.gzipped} bytes gzipped")


if __name__ == "__main__":
    main()
