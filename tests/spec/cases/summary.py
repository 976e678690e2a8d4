"""What of a whole pathway is written down beside each demo case, and read back from the command line's JSON?"""

from typing import Any


def summary(result: dict[str, Any]) -> dict[str, Any]:
    """The parts of `ischia pathway --json` that a careful therapist would look at."""
    return {
        "checks": [f"{dated['on']} {dated['verdict']['outcome']}" for dated in result["verdicts"]],
        "rules": {reason["rule"]: reason["level"] for reason in result["verdicts"][-1]["verdict"]["reasons"]},
        "picture": _picture(result["picture"]) if result["picture"] else None,
        "plan": _plan(result["plan"]) if result["plan"] else None,
        "therapists": [match["therapist"] for match in result["ranking"]["offered"]] if result["ranking"] else None,
        "course": [slot["start"] for slot in result["course"]["slots"]]
        if result["course"]
        else result["why_no_course"],
        "sessions": [_session(session) for session in result["sessions"] if _is_notable(session)],
        "progress": _progress(result["progress"]) if result["progress"] else None,
        "forecasts": {each["instrument"]: _forecast(each) for each in result["forecasts"] if "outlooks" in each},
        "decision": _decision(result["decision"]) if result["decision"] else None,
    }


def _picture(picture: dict[str, Any]) -> dict[str, Any]:
    leading, side = picture["readings"][0], picture["side"]
    likely = leading["likelihood"] != "unlikely"
    return {
        "leading": f"{leading['pattern']}, {leading['likelihood']}, {leading['confidence']}" if likely else None,
        "points": {reading["pattern"]: reading["points"] for reading in picture["readings"] if reading["points"]},
        "side": side,
        "leaves_route": picture["leaves_route"],
        "is_irritable": picture["is_irritable"],
        **({"ask_now": picture["ask_now"]} if picture["ask_now"] else {}),
    }


def _plan(plan: dict[str, Any]) -> dict[str, Any]:
    course = plan["course"]
    return {
        "sessions": course["sessions"],
        "minutes": course["session_minutes"],
        "review_after": course["review_after_session"],
        "techniques": sorted({block["technique"] for block in plan["blocks"]}),
        "hardest_pressure": max(block["pressure"] for block in plan["blocks"]),
        "positions": sorted({block["position"] for block in plan["blocks"]}),
        "is_provisional": plan["is_provisional"],
        "limits": sorted(plan["limits"]["because"]),
    }


def _is_notable(session: dict[str, Any]) -> bool:
    may_proceed = session["outcome"] in ("clear", "limits")
    return bool(session["breaches"] or session["record"]["adverse_events"] or not may_proceed)


def _session(session: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": session["number"],
        "safety_check": session["outcome"],
        "breaches": [breach["message"] for breach in session["breaches"]],
        "afterwards": [f"{event['kind']} {event['hours']} h" for event in session["record"]["adverse_events"]],
    }


def _progress(progress: dict[str, Any]) -> dict[str, Any]:
    return {
        "headline": progress["headline"],
        "readings": {change["instrument"]: change["reading"] for change in progress["changes"]},
        "may_be_natural_recovery": progress["may_be_natural_recovery"],
    }


def _forecast(forecast: dict[str, Any]) -> dict[str, Any]:
    """The band of the last day ahead and the first chance, as coarsely as they are said."""
    last = forecast["outlooks"][-1]
    return {
        "on": last["horizon"]["on"],
        "band": f"{last['band']['low']:.0f} to {last['band']['high']:.0f}",
        "gain_in_ten": round(last["chances"][0]["probability"] * 10),
        "caveats": forecast["caveats"],
    }


def _decision(decision: dict[str, Any]) -> dict[str, Any]:
    return {
        "action": decision["action"],
        "refer": decision["refer"],
        "reasons": [reason["rule"] for reason in decision["reasons"]],
        "review_is_due": decision["review_is_due"],
    }
