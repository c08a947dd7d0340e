"""What the database knows of the menus at LINE: the set people see, the one before, and one on its way.

Numbers tell them apart. The live menus all carry the number of their set; the menus they replaced carry the
number before; rows with a higher number are a set on its way, whose menus are ready at LINE. An unfinished
publication is thus visible as such, and whoever runs next takes it up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from delivery.menu_shelf import MenuTrouble
from models.database import Database
from models.menus import PublishedMenu


@dataclass(frozen=True, slots=True)
class Standing:
    """All menus we know, sorted."""

    number: int
    live: Mapping[str, PublishedMenu]
    coming: Mapping[str, PublishedMenu]
    former: Mapping[str, PublishedMenu]
    older: Sequence[PublishedMenu]

    def newest(self) -> dict[str, PublishedMenu]:
        """What each name means once the set on its way has arrived."""
        return {**self.live, **self.coming}

    def is_return(self) -> bool:
        """Whether what is on its way are menus from before: a roll-back that was cut off."""
        replacing = [(row, self.live[name]) for name, row in self.coming.items() if name in self.live]
        return bool(replacing) and all(row.published_at < live.published_at for row, live in replacing)


def standing(database: Database) -> Standing:
    with database.reading() as db:
        return _standing(db)


def newest_id(database: Database, name: str) -> str | None:
    """LINE's id of the menu that `name` means, the one on its way before the live one."""
    live = select(func.max(PublishedMenu.set_number)).where(PublishedMenu.live).scalar_subquery()
    with database.reading() as db:
        return db.scalar(
            select(PublishedMenu.rich_menu_id)
            .where(PublishedMenu.name == name)
            .where(PublishedMenu.live | (PublishedMenu.set_number > func.coalesce(live, 0)))
            .order_by(PublishedMenu.set_number.desc())
            .limit(1)
        )


def send_off(
    database: Database, seen: Standing, new: Sequence[PublishedMenu], again: Collection[str] = ()
) -> None:
    """Put a set on its way: new menus, and menus from before by their LINE id. All are ready at LINE."""
    with database.writing() as db:
        now = _standing(db)
        if now.coming or now.number != seen.number:
            raise MenuTrouble("Somebody else has published menus at the same time. Please run this again.")
        for row in db.scalars(select(PublishedMenu).where(PublishedMenu.rich_menu_id.in_(again))):
            row.set_number = now.number + 1
        for row in new:
            row.set_number = now.number + 1
            db.add(row)


def arrive(database: Database, seen: Standing, dropped: Collection[str] = ()) -> None:
    """The set on its way is what people see now; `dropped` names are shown no more."""
    with database.writing() as db:
        before = _standing(db)
        if before.number != seen.number:
            return  # somebody who ran at the same time has done this already
        for name, row in before.live.items():
            if name in before.coming or name in dropped:
                row.live = False
            else:
                row.set_number = before.number + 1
        # One live row a name: the old ones have to step back first.
        db.flush()
        for row in before.coming.values():
            row.live = True


def forget(database: Database, rich_menu_ids: Collection[str]) -> None:
    """These no longer stand at LINE."""
    with database.writing() as db:
        db.execute(
            delete(PublishedMenu).where(
                PublishedMenu.rich_menu_id.in_(rich_menu_ids), PublishedMenu.live.is_(False)
            )
        )


def made_since(database: Database, then: datetime) -> int:
    with database.reading() as db:
        found = select(func.count()).select_from(PublishedMenu).where(PublishedMenu.published_at > then)
        return db.scalar(found) or 0


def _standing(db: Session) -> Standing:
    rows = db.scalars(select(PublishedMenu).order_by(PublishedMenu.set_number)).all()
    number = max((row.set_number for row in rows if row.live), default=0)
    return Standing(
        number=number,
        live={row.name: row for row in rows if row.live},
        coming={row.name: row for row in rows if row.set_number > number},
        former={row.name: row for row in rows if not row.live and 0 < row.set_number == number - 1},
        older=[row for row in rows if not row.live and row.set_number < number - 1],
    )
