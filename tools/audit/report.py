"""How findings are shown: a table for people, one line a violation, or JSON."""

import json

from tools.audit.findings import CHECKS, Findings


def as_table(findings: Findings) -> str:
    """Return the table of checks, then each violation in a line, then the verdict."""
    width = max(len(check.name) for check in CHECKS)
    lines = [f"{'check':<{width}}  {'looked at':>9}  {'broken':>6}  what must hold"]
    for check in CHECKS:
        looked_at, broken = findings.looked_at[check.name], findings.broken[check.name]
        lines.append(f"{check.name:<{width}}  {looked_at:>9}  {broken or '-':>6}  {check.sentence}")
    if findings.violations:
        lines.append("")
        lines += [f"{violation.check}: {violation.detail}" for violation in findings.violations]
    broken = findings.broken.total()
    kept = len(findings.violations)
    untold = f" ({broken - kept} of them not shown)" if broken > kept else ""
    lines += ["", f"audit: {broken} violations{untold}" if broken else "audit: clean"]
    return "\n".join(lines)


def as_json(findings: Findings) -> str:
    """Return the same as one JSON document."""
    checks = [
        {
            "check": check.name,
            "sentence": check.sentence,
            "looked_at": findings.looked_at[check.name],
            "broken": findings.broken[check.name],
        }
        for check in CHECKS
    ]
    violations = [violation._asdict() for violation in findings.violations]
    return json.dumps({"clean": findings.is_clean, "checks": checks, "violations": violations}, indent=2)
