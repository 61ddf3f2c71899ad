"""Commands on the street map of the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from complaints_service.cli.ground import main, settings
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.places.importing.features import Feature, UnreadableMap
from complaints_service.places.importing.geojson import read_geojson
from complaints_service.places.importing.making import MOST_GZIPPED, MapSource, make_map
from complaints_service.places.importing.osm_xml import read_osm
from config.entries.office import Bilingual
from config.street_map import FILE, write_map

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.group("map")
def street_map() -> None:
    """The streets one points at: the rulebook's map."""


@street_map.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--source", required=True, help="Where the data is from, and of which day.")
@click.option("--licence", required=True, help="Under which licence, such as ODbL 1.0.")
@click.option("--credit", required=True, help="What stands in the map's corner.")
@click.option("--out", type=click.Path(path_type=Path), help=f"Where it is written; else {FILE}.")
def map_import(files: tuple[Path, ...], source: str, licence: str, credit: str, out: Path | None) -> None:
    """Makes the map out of GeoJSON files and OpenStreetMap extracts (.osm, XML), cut to the outlines."""
    folder = settings().rulebook
    about = MapSource(source=source, licence=licence, credit=Bilingual(credit, credit))
    try:
        made = make_map(_features(files), rulebook=office_rulebook(folder), about=about)
    except UnreadableMap as error:
        raise click.ClickException(str(error)) from None
    drawn = made.street_map
    if not drawn.roads:
        raise click.ClickException("Tidak ada satu jalan pun di dalam batas wilayah; berkasnya tidak diubah.")
    into = out or folder / FILE
    into.write_bytes(write_map(drawn))
    click.echo(
        f"{len(drawn.roads)} jalan, {len(drawn.waterways)} sungai dan parit, {len(drawn.landmarks)} patokan, "
        f"{len(drawn.neighbourhoods)} lingkungan; {made.gzipped / 1000:.1f} kB terkompresi: {into}"
    )
    if made.given_up:
        click.echo(f"Supaya ringan, disederhanakan: {', '.join(made.given_up)}.", err=True)
    if made.gzipped > MOST_GZIPPED:
        click.echo(
            f"Masih lebih berat dari {MOST_GZIPPED / 1000:.0f} kB; pilih data yang lebih sedikit.", err=True
        )


def _features(files: tuple[Path, ...]) -> Iterator[Feature]:
    for file in files:
        content = file.read_bytes()
        read = read_osm if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else read_geojson
        try:
            yield from read(content)
        except UnreadableMap as error:
            raise UnreadableMap(f"{file.name}: {error}") from error
