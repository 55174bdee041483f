"""What a program does with PyMySQL: names each errand when it is done, and goes on after a line."""
import os
import sys
import tempfile

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT

HOST, PORT, USER, PASSWORD = sys.argv[1:5]
db = pymysql.connect(host=HOST, port=int(PORT), user=USER, password=PASSWORD, database="wire",
                     local_infile=True, client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True,
                     max_allowed_packet=64 << 20,
                     # With this authority's file by TLS, and the name is looked at.
                     **({"ssl": {"ca": os.environ["ERRANDS_CA"]}} if "ERRANDS_CA" in os.environ else {}))


def execute(sql, *values):
    with db.cursor() as cursor:
        cursor.execute(sql, values or None)
        rows = cursor.fetchall()
        while cursor.nextset():
            cursor.fetchall()
        return rows


def done(errand):
    print(errand, flush=True)
    sys.stdin.readline()


done("login")
execute("DROP TABLE IF EXISTS py")
execute("CREATE TABLE py (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)")
execute("INSERT INTO py (v) VALUES (%s)", "one")
assert execute("SELECT id, v FROM py") == ((1, b"one"),)
done("text")
try:
    execute("SELECT nothing FROM nowhere")
    sys.exit("it did not fail")
except pymysql.ProgrammingError as error:
    assert error.args[0] == 1146, error
done("a statement that fails")
execute("SELECT 1; SELECT 2; INSERT INTO py (v) VALUES (3); SELECT * FROM py")
execute("CALL two()")
done("several results")
with db.cursor(pymysql.cursors.SSCursor) as cursor:
    cursor.execute("SELECT a.id, REPEAT('r', 20) FROM py a, py b, py c, py d")
    cursor.fetchmany(10)
done("rows that are read one by one")
with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    file.write("500\tone\n501\ttwo\n")
    file.flush()
    execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE py (id, v)" % file.name)
assert execute("SELECT COUNT(*) FROM py WHERE id >= 500") == ((2,),)
done("a file")
big = os.urandom(1 << 20) * 17
execute("INSERT INTO py (id, v) VALUES (900, %s)", big)
assert execute("SELECT v FROM py WHERE id = 900") == ((big,),)
execute("DELETE FROM py WHERE id = 900")
done("17 MiB there and back")
db.ping(reconnect=False)
db.select_db("other")
db.begin()
db.rollback()
done("the rest")
db.close()
