"""Rows written by prepared statements are the rows that Django would write, column by column, on both databases."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_init, post_save, pre_init, pre_save
from pytest_django import DjangoAssertNumQueries

from ischia.clinic.audit.api import key, keys, moment, prepared, updating, whole
from ischia.clinic.audit.models import Event
from ischia.clinic.audit.prepared import insert
from ischia.clinic.book.api import book_course
from ischia.clinic.book.models import Course, Session, Status, StatusRecord
from ischia.clinic.diary.api import Occupancy, OccupancyState, WorkingHours
from ischia.clinic.people.api import Client, Registration
from ischia.clinic.places.api import Room
from tests.support.booking import book, make_care_plan, make_screening, mondays, ready
from tests.support.clinic import BUILDER, NOW, World, make_therapist
from tests.support.diary import give_hours

pytestmark = pytest.mark.django_db

WRITTEN = (Occupancy, Course, Session, StatusRecord, Event)
"""What a booking writes, in the order in which one row names another."""

ODD = "Ünïcode \\ 'quoted' 100 % \"twice\""
START = datetime.fromisoformat("2026-11-30T10:00:00+00:00")


def rows_for(world: World) -> list[models.Model]:
    """One row of each, with something in every column that a booking fills."""
    screening, plan = make_screening(world.episode), make_care_plan(world.episode)
    end = START + timedelta(minutes=45)
    spans: dict[str, Any] = {f"{who}_from": START for who in ("therapist", "room", "client")}
    spans |= {f"{who}_until": end for who in ("therapist", "room", "client")}
    occupancy = Occupancy(
        therapist=world.callum,
        room=world.rooms[0],
        client=world.ailsa,
        day=date(2026, 11, 30),
        deep_minutes=15,
        state=OccupancyState.HELD,
        expires_at=NOW + timedelta(minutes=10, microseconds=5),
        **spans,
    )
    course = Course(
        episode=world.episode,
        care_plan=plan,
        service=world.follow_up,
        request_key=ODD,
        held_at=NOW,
        held_until=NOW + timedelta(minutes=10),
    )
    session = Session(
        course=course,
        number=1,
        client=world.ailsa,
        therapist=world.callum,
        place=world.leith,
        room=world.rooms[0],
        service=world.follow_up,
        starts_at=START,
        ends_at=end,
        screening=screening,
        occupancy=occupancy,
        status=Status.HELD,
        changed_at=NOW,
    )
    by = {"actor_kind": BUILDER.kind, "actor_id": BUILDER.id, "actor_label": BUILDER.label}
    record = StatusRecord(session=session, status=Status.HELD, at=NOW, reason=ODD, **by)
    event = Event(
        at=NOW, action="a.b", subject_type="book.course", subject_id=str(course.pk), detail={ODD: [1, None]}, **by
    )
    return [occupancy, course, session, record, event]


def stored(row: models.Model) -> Sequence[Any]:
    """Every column of the row as the database keeps it, past every conversion of Django's."""
    meta = row._meta
    found = f"SELECT * FROM {meta.db_table} WHERE id = %s"  # noqa: S608 - a table of ours
    with connection.cursor() as cursor:
        cursor.execute(found, [meta.pk.get_db_prep_value(row.pk, connection)])
        (columns,) = cursor.fetchall()
    return [str(column) for column in columns]


def written_by(write: Callable[[models.Model], object], rows: Sequence[models.Model]) -> list[Sequence[Any]]:
    """What is stored when `write` wrote the rows; nothing of it stays."""
    with transaction.atomic():
        for row in rows:
            write(row)
        found = [stored(row) for row in rows]
        transaction.set_rollback(True)
    return found


def test_prepared_rows_are_those_that_django_writes_in_every_column(world: World) -> None:
    rows = rows_for(world)
    by_django = written_by(lambda row: type(row)._default_manager.bulk_create([row]), rows)
    prepared_rows = written_by(lambda row: insert([row]), rows)
    assert prepared_rows == by_django
    assert [len(columns) for columns in prepared_rows] == [len(row._meta.concrete_fields) for row in rows]


@contextmanager
def statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield sent


def test_booking_writes_with_prepared_statements_only_what_the_comparison_above_covers(world: World) -> None:
    make_screening(world.episode)
    give_hours(world.callum, world.leith)
    with statements() as sent:
        book_course(
            actor=BUILDER,
            episode=world.episode,
            care_plan=make_care_plan(world.episode),
            service=world.follow_up,
            slots=mondays(world, "2026-11-30 09:00"),
            request_key="once",
            policy_version="v1",
            now=NOW,
        )
    tables = {sql.split('"')[1] for sql in sent if sql.startswith("INSERT")} - {"plan_careplan"}
    assert tables == {model._meta.db_table for model in WRITTEN}


@pytest.mark.parametrize("model", WRITTEN)
def test_nobody_listens_to_the_saving_of_what_is_inserted_prepared(model: type[models.Model]) -> None:
    assert not any(signal.has_listeners(model) for signal in (pre_init, post_init, pre_save, post_save))


def test_row_that_lacks_a_value_is_refused_by_the_database_as_it_is_by_django(world: World) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null"), transaction.atomic():
        insert([StatusRecord(status=Status.HELD, at=NOW, actor_kind="a", actor_id="b", actor_label="c")])


class Stamped(models.Model):
    """A model whose value is not simply what the row says."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "audit_tests"
        managed = False

    def __str__(self) -> str:
        return f"stamped at {self.at}"


def test_model_that_fills_a_column_by_itself_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be inserted prepared"):
        insert([Stamped()])


@prepared
def _hours_of(therapists: int) -> models.QuerySet[WorkingHours, Any]:
    rows = WorkingHours.objects.filter(therapist__pk__in=keys("therapists", therapists), start="09:00")
    return rows.order_by("weekday", "start").values_list("therapist_id", "weekday", "start", "valid_from")


def test_prepared_reading_finds_what_django_finds_for_lists_of_any_length(world: World) -> None:
    other = make_therapist(world.clinic, name="Iona Reid", places=[world.leith])
    for therapist in (world.callum, other):
        give_hours(therapist, world.leith)
    for wanted in ([world.callum.pk], [world.callum.pk, other.pk], [other.pk]):
        rows = WorkingHours.objects.filter(therapist__in=wanted, start="09:00").order_by("weekday", "start")
        expected = rows.values_list("therapist_id", "weekday", "start", "valid_from")
        assert sorted(map(tuple, _hours_of.rows(therapists=wanted))) == sorted(expected)


@prepared
def _checked(**_: int) -> Any:
    rows = Registration.objects.filter(Q(therapist=key("therapist")) & Q(expires_on__gt=moment("now")))
    return updating(rows, checked_by="somebody 100 %")


def test_prepared_update_changes_what_it_names_and_says_how_many(world: World) -> None:
    assert _checked.run(therapist=world.callum.pk, now=NOW) == 1
    assert set(Registration.objects.filter(therapist=world.callum).values_list("checked_by", flat=True)) == {
        "somebody 100 %"
    }
    assert not Registration.objects.exclude(therapist=world.callum).filter(checked_by="somebody 100 %").exists()


def test_other_models_are_inserted_as_well(world: World) -> None:
    room = Room(place=world.leith, name=ODD)
    insert([room])
    assert Room.objects.get(pk=room.pk).name == ODD
    assert not Client.objects.filter(name=ODD).exists()


RELATED = ("course", "course__episode", "client", "room", "room__place", "clearance", "record", "occupancy")


@prepared
def _sessions() -> QuerySet[Session, Any]:
    sessions = Session.objects.order_by("number").annotate(weeks=F("number") * 7)
    return whole(sessions, *RELATED, also=("weeks",))


def test_rows_with_what_they_point_at_are_those_that_django_joins(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    book(world, ready(world))
    known = list(Session.objects.select_related(*RELATED).order_by("number"))
    with django_assert_num_queries(1):
        found = _sessions.related_instances(Session, *RELATED, also=("weeks",))
        assert [vars(row)["weeks"] for row in found] == [row.number * 7 for row in found]
        for one, other in zip(found, known, strict=True):
            assert {name: one._state.fields_cache[name] for name in other._state.fields_cache} == (
                other._state.fields_cache
            )
            assert not hasattr(one, "record")
            assert one.clearance is None
            for path in ("course", "client", "room", "occupancy"):
                _same_columns(getattr(one, path), getattr(other, path))
            _same_columns(one, other)


def _same_columns(one: models.Model, other: models.Model) -> None:
    names = [field.attname for field in one._meta.concrete_fields]
    assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]


def test_a_statement_that_finds_nothing_has_no_first(world: World) -> None:
    assert _sessions.first(Session, *RELATED, also=("weeks",)) is None


def test_columns_out_of_order_are_refused_for_they_would_be_mixed_up(world: World) -> None:
    with pytest.raises(ValueError, match="not in the order of the model: id, clinic_id"):
        _sessions.instances(Client, "clinic_id", "id")
