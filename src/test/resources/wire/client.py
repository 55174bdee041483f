"""What a program does with PyMySQL. Prints each answer to "SELECT @@in_transaction" on a line."""
import os
import sys
import tempfile

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT, COMMAND

db = pymysql.connect(host="127.0.0.1", port=int(sys.argv[1]), user="root", database="wire",
                     local_infile=True, client_flag=CLIENT.MULTI_STATEMENTS, program_name="wire")


def execute(sql, *values, fails=False):
    try:
        with db.cursor() as cursor:
            cursor.execute(sql, values or None)
            rows = cursor.fetchall()
            while cursor.nextset():
                cursor.fetchall()
            return rows
    except pymysql.MySQLError as error:
        if not fails:
            raise


def ask():
    print(execute("SELECT @@in_transaction")[0][0])


execute("CREATE OR REPLACE TABLE py (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)")
ask()
execute("INSERT INTO py (v) VALUES (%s)", "one")
ask()
execute("INSERT INTO py (id) VALUES (1)", fails=True)
ask()
db.commit()
ask()
db.autocommit(True)
execute("INSERT INTO py (v) VALUES (2)")
ask()
execute("SELECT 1; SELECT 2; INSERT INTO py (v) VALUES (3); SELECT * FROM py")
execute("CALL two()")
execute("CALL leaves()", fails=True)
ask()
execute("ROLLBACK")
with db.cursor(pymysql.cursors.SSCursor) as cursor:
    cursor.execute("SELECT seq, REPEAT('r', 20) FROM seq_1_to_500")
    cursor.fetchmany(10)
ask()
with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
    file.write("500\tone\n501\ttwo\n")
execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE py (id, v)" % file.name)
os.unlink(file.name)
execute("LOAD DATA LOCAL INFILE '/nowhere' INTO TABLE py (id, v)", fails=True)
ask()
db.ping(reconnect=False)
db.select_db("other")
db._execute_command(COMMAND.COM_STATISTICS, b"")
db._rfile.read(int.from_bytes(db._rfile.read(4)[:3], "little"))
db._next_seq_id = 0
ask()
db.close()
