"""Pools over PyMySQL under cuts; README.md says what it is told and answers."""
import json
import random
import sys
import threading
import time
from collections import Counter

import pymysql
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

HOST, PORT, USER, PASSWORD, CLIENTS = sys.argv[1:]
CLIENTS = int(CLIENTS)
ROWS = 1000
KINDS = ("plain", "pre_ping", "ping")


class Report:
    """What has happened since the last answer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.failed = {}  # with what, by id; keeps them, so that no other one has their id
        self.clear()

    def clear(self):
        self.ok, self.errors, self.again, self.wrong = 0, Counter(), Counter(), []

    def error(self, kind, error, raw):
        cause = getattr(error, "orig", error)
        what = "%s %s" % (kind, cause.args[0] if cause.args else type(cause).__name__)
        with self.lock:
            self.errors[what] += 1
            if raw is not None:
                if id(raw) in self.failed:
                    self.again["%s, then %s" % (self.failed[id(raw)][0], what)] += 1
                self.failed[id(raw)] = (what, raw)

    def answer(self):
        with self.lock:
            print(json.dumps({"ok": self.ok, "errors": self.errors, "again": self.again,
                              "wrong": self.wrong}), flush=True)
            self.clear()


report = Report()


class Pooled:
    """A connection out of a pool of SQLAlchemy's."""

    def __init__(self, engine):
        self.engine = engine

    def take(self):
        self.connection = self.engine.connect()
        self.raw = self.connection.connection.dbapi_connection
        return self

    def ask(self, sql, values):
        return self.connection.exec_driver_sql(sql, values).fetchall()

    def release(self):
        self.connection.close()


class Pinged:
    """A connection of its own that is asked whether it lives before it is used."""

    raw = None

    def take(self):
        if self.raw is None:
            self.raw = pymysql.connect(host=HOST, port=int(PORT), user=USER, password=PASSWORD,
                                       database="app")
        self.raw.ping(reconnect=True)
        return self

    def ask(self, sql, values):
        with self.raw.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def release(self):
        # It is connected anew in place: what failed is not this any more.
        report.failed.pop(id(self.raw), None)


def engine(**more):
    size = CLIENTS // len(KINDS)
    return create_engine("mysql+pymysql://%s:%s@%s:%s/app" % (USER, PASSWORD, HOST, PORT),
                         pool_size=size, max_overflow=0, **more)


engines = {"plain": engine(), "pre_ping": engine(pool_pre_ping=True)}


class Client:
    def __init__(self, number):
        self.number = number
        self.kind = KINDS[number % len(KINDS)]
        self.holds = number // len(KINDS) % 2 == 0
        self.count = 0
        self.pinged = Pinged()

    def source(self):
        return self.pinged if self.kind == "ping" else Pooled(engines[self.kind])

    def token(self):
        self.count += 1
        return "%s-%d-%d" % (USER, self.number, self.count)

    def short(self, source):
        token = self.token()
        self.check(token, source.ask("SELECT %s", (token,)), [(token,)])

    def long(self, source):
        token = self.token()
        rows = source.ask("SELECT %%s, seq FROM seq_1_to_%d" % ROWS, (token,))
        self.check(token, rows, [(token, i + 1) for i in range(ROWS)])

    def check(self, token, rows, expected):
        if [tuple(row) for row in rows] != expected:
            with report.lock:
                report.wrong.append("%s: %d rows, %r" % (token, len(rows), rows[:1]))

    def attempt(self, work, barrier=None):
        """True if it was answered."""
        source = self.source()
        taken = False
        try:
            source.take()
            taken = True
            if barrier:
                barrier.wait(60)
            work(source)
            with report.lock:
                report.ok += 1
            return True
        except (DBAPIError, pymysql.MySQLError) as error:
            report.error(self.kind, error, source.raw if taken else None)
            return False
        finally:
            if taken:
                source.release()

    def hold(self, barrier):
        def work(source):
            self.short(source)
            barrier.wait(60)
            if self.holds:
                source.ask("SELECT GET_LOCK('held', 300), %s", (self.token(),))
                with report.lock:
                    report.wrong.append("a row that was not to come")

        self.attempt(work)

    def use(self, barrier):
        while not self.attempt(self.short, barrier):
            barrier = None

    def busy(self, calm):
        while True:
            last = calm.is_set()
            if self.attempt(random.choice((self.short, self.long))) and last:
                return
            time.sleep(random.random() / 5)


clients = [Client(i) for i in range(CLIENTS)]


def all_do(what, shared):
    threads = [threading.Thread(target=getattr(client, what), args=(shared,), daemon=True)
               for client in clients]
    for thread in threads:
        thread.start()
    return threads


def await_all(threads):
    for thread in threads:
        thread.join()
    report.answer()


for line in sys.stdin:
    command = line.strip()
    if command == "busy":
        calm = threading.Event()
        working = all_do("busy", calm)
    elif command == "calm":
        calm.set()
        await_all(working)
    else:
        await_all(all_do(command, threading.Barrier(CLIENTS)))
