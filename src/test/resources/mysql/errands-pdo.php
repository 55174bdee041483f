<?php
// What a program does with PDO over mysqlnd: names each errand when it is done, and goes on after a line.
declare(strict_types=1);

[, $host, $port, $user, $password] = $argv;
$options = [PDO::MYSQL_ATTR_LOCAL_INFILE => true];
if ($ca = getenv('ERRANDS_CA')) {
    // By TLS with this authority's file, and the name is looked at.
    $options += [PDO::MYSQL_ATTR_SSL_CA => $ca, PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT => true];
}
$db = new PDO("mysql:host=$host;port=$port;dbname=wire", $user, $password, $options);

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
$db->exec('DROP TABLE IF EXISTS pdo');
$db->exec('CREATE TABLE pdo (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
$db->exec("INSERT INTO pdo (v) VALUES ('one'), ('two'), ('three')");
expect($db->query('SELECT v FROM pdo WHERE id = 2')->fetchAll(PDO::FETCH_COLUMN) === ['two'], 'another row');
done('text');
try {
    $db->exec('SELECT nothing FROM nowhere');
    exit("it did not fail\n");
} catch (PDOException $e) {
    expect($e->errorInfo[1] === 1146, $e->getMessage());
}
done('a statement that fails');
$db->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
$select = $db->prepare('SELECT v FROM pdo WHERE id = ?');
foreach ([1 => 'one', 3 => 'three'] as $id => $value) {
    $select->execute([$id]);
    expect($select->fetchAll(PDO::FETCH_COLUMN) === [$value], 'another value');
}
$select = null;
done('prepared');
$db->setAttribute(PDO::ATTR_EMULATE_PREPARES, true);
$results = $db->query('SELECT 1; SELECT id FROM pdo; CALL two()');
do {
    $results->columnCount() && $results->fetchAll();
} while ($results->nextRowset());
$results = null;
done('several results');
$db->setAttribute(PDO::MYSQL_ATTR_USE_BUFFERED_QUERY, false);
$rows = $db->query('SELECT a.id FROM pdo a, pdo b, pdo c');
expect(count($rows->fetchAll()) === 27, 'another number of rows');
$rows = null;
$db->setAttribute(PDO::MYSQL_ATTR_USE_BUFFERED_QUERY, true);
done('rows that are read one by one');
$file = tempnam('/tmp', 'patchbay');
file_put_contents($file, "100\tone\n101\ttwo\n");
$db->exec("LOAD DATA LOCAL INFILE '$file' INTO TABLE pdo (id, v)");
unlink($file);
done('a file');
$big = random_bytes(17 << 20);
$insert = $db->prepare('INSERT INTO pdo VALUES (900, ?)');
$insert->bindValue(1, $big, PDO::PARAM_LOB);
$insert->execute();
expect($db->query('SELECT v FROM pdo WHERE id = 900')->fetchColumn() === $big, 'another value');
done('17 MiB there and back');
$db->beginTransaction();
$db->exec('DELETE FROM pdo');
$db->rollBack();
done('a transaction');
$db = null;
