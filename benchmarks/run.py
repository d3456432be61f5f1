"""``./script/bench``: measures and writes docs/performance.md."""

import argparse
import os

import django

KNOWN = ("pages", "certificates", "assess", "compare", "roster", "reports")


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("what", nargs="*", default=list(KNOWN), help=", ".join(KNOWN))
    parser.add_argument("--sizes", default="200,2000,20000", help="numbers of applications")
    options = parser.parse_args()
    unknown = set(options.what) - set(KNOWN)
    if unknown:
        parser.error(f"I cannot measure {', '.join(sorted(unknown))}; there are {', '.join(KNOWN)}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from benchmarks import certificates, comparing, judgement, pages, report, reports, roster

    if "pages" in options.what:
        report.put("pages", pages.run([int(size) for size in options.sizes.split(",")]))
    if "certificates" in options.what:
        report.put("certificates", certificates.run())
    if "assess" in options.what:
        report.put("assess", judgement.run())
    if "compare" in options.what:
        report.put("compare", comparing.run())
    if "roster" in options.what:
        report.put("roster", roster.run())
    if "reports" in options.what:
        report.put("reports", reports.run())


if __name__ == "__main__":
    main()
