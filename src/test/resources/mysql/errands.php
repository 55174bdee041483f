<?php
// What a program does with mysqlnd: names each errand when it is done, and goes on after a line.
declare(strict_types=1);

[, $host, $port, $user, $password, $other] = $argv;
$db = mysqli_init();
$db->options(MYSQLI_OPT_LOCAL_INFILE, true);
$flags = 0;
if ($ca = getenv('ERRANDS_CA')) {
    // By TLS with this authority's file, and the name is looked at.
    $db->options(MYSQLI_OPT_SSL_VERIFY_SERVER_CERT, true);
    $db->ssl_set(null, null, $ca, null, null);
    $flags = MYSQLI_CLIENT_SSL;
}
$db->real_connect($host, $user, $password, 'wire', (int) $port, null, $flags);

function done(string $errand): void
{
    echo $errand, "\n";
    fgets(STDIN);
}

function expect(bool $holds, string $what): void
{
    if (!$holds) {
        exit("$what\n");
    }
}

done('login');
$db->query('DROP TABLE IF EXISTS php');
$db->query('CREATE TABLE php (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
$db->query("INSERT INTO php (v) VALUES ('one'), ('two'), ('three')");
expect($db->query('SELECT v FROM php WHERE id = 2')->fetch_row() === ['two'], 'another row');
done('text');
$insert = $db->prepare('INSERT INTO php (v) VALUES (?)');
$blob = null;
$insert->bind_param('b', $blob);
$insert->send_long_data(0, str_repeat('x', 5000));
$insert->send_long_data(0, str_repeat('y', 5000));
$insert->execute();
$insert->close();
$row = $db->execute_query('SELECT LENGTH(v) FROM php WHERE id = ?', [4])->fetch_row();
expect($row === [10000], 'another length');
done('prepared, with data sent ahead');
$select = $db->prepare('SELECT id FROM php WHERE id > ? ORDER BY id');
$select->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
$least = 0;
$select->bind_param('i', $least);
$select->execute();
$select->bind_result($id);
$select->fetch();
expect($id === 1, 'another first row');
done('a cursor');
for ($rows = 1; $select->fetch(); $rows++) {
}
expect($rows === 4, "$rows rows");
$select->close();
$db->multi_query('SELECT 1; INSERT INTO php (v) VALUES (4); SELECT * FROM php; CALL two()');
do {
    if ($result = $db->store_result()) {
        $result->free();
    }
} while ($db->more_results() && $db->next_result());
done('several results');
$file = tempnam('/tmp', 'patchbay');
file_put_contents($file, "100\tone\n101\ttwo\n");
$db->query("LOAD DATA LOCAL INFILE '$file' INTO TABLE php (id, v)");
unlink($file);
done('a file');
$db->change_user($other, $password, 'other');
expect($db->query('SELECT CURRENT_USER()')->fetch_row()[0] === "$other@%", 'another user');
done("as $other");
$db->change_user($other, $password, 'other');
$db->change_user($user, $password, 'wire');
expect($db->query('SELECT COUNT(*) FROM php')->fetch_row()[0] > 0, 'nothing');
done("as $user");
$db->close();
