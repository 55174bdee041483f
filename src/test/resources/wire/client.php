<?php
// What a program does with mysqlnd. Prints each answer to "SELECT @@in_transaction" on a line.
mysqli_report(MYSQLI_REPORT_OFF);
$port = (int) $argv[1];
$db = mysqli_init();
$db->options(MYSQLI_OPT_LOCAL_INFILE, true);
$db->real_connect('127.0.0.1', 'root', '', 'wire', $port) or exit("cannot connect\n");

function ask(): void {
    global $db;
    echo $db->query('SELECT @@in_transaction')->fetch_row()[0], "\n";
}

$db->query('CREATE OR REPLACE TABLE php (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
ask();
$db->begin_transaction();
$db->query("INSERT INTO php (v) VALUES ('one'), ('two'), ('three')");
ask();
$db->query('INSERT INTO php (id) VALUES (1), (1)');
ask();
$db->commit();
ask();
$db->autocommit(false);
$db->query('SELECT * FROM php FOR UPDATE');
ask();
$db->rollback();
$db->autocommit(true);
ask();

// Several statements; unbuffered rows.
$db->multi_query('SELECT 1; INSERT INTO php (v) VALUES (4); SELECT * FROM php');
do {
    if ($result = $db->store_result()) {
        $result->free();
    }
} while ($db->more_results() && $db->next_result());
$result = $db->query('SELECT * FROM php', MYSQLI_USE_RESULT);
while ($result->fetch_row()) {
}
$result->free();

// A statement, data sent ahead, a cursor that is left open for a while.
$insert = $db->prepare('INSERT INTO php (v) VALUES (?)');
$blob = null;
$insert->bind_param('b', $blob);
$insert->send_long_data(0, str_repeat('x', 5000));
$insert->send_long_data(0, str_repeat('y', 5000));
$insert->execute();
$insert->close();
$select = $db->prepare('SELECT id FROM php WHERE id > ?');
$select->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
$least = 0;
$select->bind_param('i', $least);
$select->execute();
$select->bind_result($id);
$select->fetch();
ask();
while ($select->fetch()) {
}
$select->execute();
$select->fetch();
$select->reset();
ask();
$select->close();

// The rarer commands.
$db->stat();
$db->ping();
$db->select_db('other');
$db->select_db('wire');
$db->refresh(MYSQLI_REFRESH_TABLES);
$db->dump_debug_info();
$db->query('SELEKT');
ask();
$db->change_user('root', '', 'wire');
$db->change_user('root', 'wrong', 'wire');
$db->close();

$db = mysqli_init();
$db->options(MYSQLI_OPT_LOCAL_INFILE, true);
$db->real_connect('127.0.0.1', 'root', '', 'wire', $port);
$file = tempnam('/tmp', 'patchbay');
file_put_contents($file, "100\tone\n101\ttwo\n");
$db->query("LOAD DATA LOCAL INFILE '$file' INTO TABLE php (id, v)") or exit($db->error);
unlink($file);
ask();
$db->close();
