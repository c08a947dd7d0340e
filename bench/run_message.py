"""One message through fold, keyword, handler and view, with 5,000 activities: milliseconds by what is said."""

import argparse
import tempfile
import time
from statistics import median

from sqlalchemy import text

from app import town_of, wall_clock
from bench import load
from bench.town import furnish
from bot.engine import Engine
from bot.reading import read_body
from handlers import routes
from models.database import Database
from models.inbox import store
from settings import Settings

SAID = (
    "わたしの予定",
    "つかいかた",
    "さがす",
    "こんしゅうまつ",
    "せってい",
    "だい12かい",
    "いべんど",
    "ほにゃらら",
)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=40)
    times = options.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/town.db"
        furnish(url)
        database = Database(url)
        engine = Engine(database, wall_clock, town_of(Settings(public_url="https://town.example")), routes())
        engine.longest_batch = 0.0  # one message a batch: what one resident waits for
        middles = []
        for words in SAID:
            waits, cpu = [], []
            load.WORDS = (words,)
            events = load.Events("bench", 1000)
            for _time in range(times):
                body = events.next().split(b"\r\n\r\n", 1)[1]
                with database.engine.begin() as connection:
                    store(connection, read_body(body, 0), wall_clock())
                began, worked = time.perf_counter(), time.process_time()
                assert engine.batch() == 1
                waits.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() - worked))
            middles.append(median(cpu))
            print(
                f"  {words:10}  median {median(waits):6.2f} ms with its commit, {median(cpu):6.2f} ms of processor"
            )
        with database.reading() as db:
            stored = db.scalar(text("SELECT count(*) FROM outbox"))
        print(f"  all        median {median(middles):6.2f} ms of processor; {stored} answers saved")
        database.close()


if __name__ == "__main__":
    main()
