"""What people download from a page opens in their spreadsheet, in their language."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

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
    davi = visit(city.davi)
    for place, address in enumerate(LISTS):
        file = tmp_path / f"list{place}.xlsx"
        file.write_bytes(davi.get(address.format(city.programme.id) + ".xlsx").response.data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = sorted(map(str, tmp_path.glob("*.xlsx")))
    convert = ("--headless", "--convert-to", "csv", "--outdir", str(tmp_path))
    subprocess.run([office, profile, *convert, *files], check=True, timeout=300)
    services = (tmp_path / "list0.csv").read_text(encoding="utf-8")
    assert "Licença de poda de árvore" in services
    assert len(list(tmp_path.glob("*.csv"))) == len(LISTS)
