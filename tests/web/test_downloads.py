"""What people download from a page opens in their spreadsheet, in their language."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from workbench.models.commit import commit

# A day of these years as a bare number.
SERIAL = re.compile(r",4[4-8]\d{3}(\.\d+)?$", re.M)
LISTS = (
    *("/services", "/programmes", "/people", "/organisations"),
    *("/programmes/{0}/report", "/programmes/{0}/report/services", "/programmes/{0}/report/people"),
    *("/programmes/{0}/matrix", "/programmes/{0}/claims", "/programmes/{0}/workshops"),
)


def test_a_lead_downloads_a_report_for_excel_in_words(city, visit):
    davi = visit(city.davi, "pt-BR")
    here = f"/programmes/{city.programme.id}/report"
    assert {f"{here}.xlsx", f"{here}.csv?for=excel"} <= set(davi.get(here).links())
    sheet = load_workbook(io.BytesIO(davi.get(f"{here}.xlsx").response.data)).active
    rows = {row[1:3]: row[3] for row in sheet.iter_rows(values_only=True)}
    assert rows[None, "Total"] == 1
    # Days stand among figures of all kinds.
    assert {cell.number_format for cell in sheet["D"] if cell.is_date} == {"dd/mm/yyyy"}
    text = davi.get(f"{here}/services.csv?for=excel").response.data.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text), delimiter=";"))["Órgão"] == "Secretaria do Verde"
    plain = davi.get(f"{here}/services.csv?plain=1").text
    assert plain == davi.get(f"{here}/services.csv").text and "organisation" in plain
    visit(None).get(f"{here}.xlsx", status=401)


@pytest.mark.proof
def test_libreoffice_opens_every_download(city, visit, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
    city.service.state_volume(
        year=2025, channel="web", requests=1_234_567, source="Ouvidoria", by=city.edite
    )
    commit()
    davi = visit(city.davi)
    for place, address in enumerate(LISTS):
        for ending, asked in (("xlsx", ".xlsx"), ("csv", ".csv?for=excel")):
            answer = davi.get(address.format(city.programme.id) + asked).response
            (tmp_path / f"list{place}.{ending}").write_bytes(answer.data)

    def convert(ending: str, into: str, *options: str) -> list[str]:
        files = sorted(map(str, tmp_path.glob(f"*.{ending}")))
        out = tmp_path / f"from_{ending}"
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        told = ("--headless", *options, "--convert-to", into, "--outdir", str(out))
        subprocess.run([office, profile, *told, *files], check=True, timeout=300)
        return [each.read_text(encoding="utf-8") for each in sorted(out.iterdir())]

    # As text in UTF-8 with commas, each cell as it is shown.
    shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    for tables in (convert("xlsx", shown), convert("csv", shown, "--infilter=CSV:59,34,76")):
        assert len(tables) == len(LISTS)
        assert "Licença de poda de árvore" in tables[0]
        assert ",1234567," in tables[0]
        begun = city.programme.starts_on
        assert f"{begun:%Y-%m-%d}" in tables[1] or f"{begun.day} {begun:%b %Y}" in tables[1]
        assert not SERIAL.search("".join(tables))
