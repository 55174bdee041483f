<?php
// Clients in processes of their own under cuts; README.md says what they are told and answer.
declare(strict_types=1);

[, $host, $port, $user, $password, $count] = $argv;
const ROWS = 1000;
const KINDS = ['mysqli', 'mysqli-p', 'pdo-p'];

final class LostSilently extends Exception
{
}

final class Client
{
    private array $report;
    private ?object $connection = null;
    private int $asked = 0;
    private ?string $failed = null;

    public function __construct(private int $number, private string $kind, private $channel)
    {
        // What mysqlnd says besides, such as that packets are out of order.
        set_error_handler(function (int $level, string $text): bool {
            $this->note('warning ' . trim(preg_replace('/^.*?\(\): |\d+/', '', $text)));
            return true;
        });
    }

    public function run(): void
    {
        while (($line = fgets($this->channel)) !== false) {
            $this->report = ['ok' => 0, 'errors' => [], 'again' => [], 'wrong' => []];
            $this->{trim($line)}();
            fwrite($this->channel, json_encode($this->report) . "\n");
        }
    }

    private function take(): void
    {
        global $host, $port, $user, $password;
        $this->connection ??= match ($this->kind) {
            'mysqli' => new mysqli($host, $user, $password, 'app', (int) $port),
            'mysqli-p' => new mysqli("p:$host", $user, $password, 'app', (int) $port),
            'pdo-p' => new PDO(
                "mysql:host=$host;port=$port;dbname=app",
                $user,
                $password,
                [PDO::ATTR_PERSISTENT => true, PDO::ATTR_EMULATE_PREPARES => $this->number % 2 === 0],
            ),
        };
    }

    // The end of a page: what is persistent stays for the next one.
    private function release(): void
    {
        if ($this->kind === 'mysqli-p' && $this->connection !== null) {
            $this->connection->close();
        }
        if ($this->kind !== 'mysqli') {
            $this->connection = null;
        }
    }

    private function ask(string $sql, string $token): array
    {
        if ($this->connection instanceof PDO) {
            $statement = $this->connection->prepare($sql);
            $statement->execute([$token]);
            return $statement->fetchAll(PDO::FETCH_NUM);
        }
        $result = $this->asked % 2 === 0
            ? $this->connection->query(str_replace('?', "'$token'", $sql))
            : $this->connection->execute_query($sql, [$token]);
        if (is_bool($result)) {
            // Lost within the answer's head, it throws nothing here.
            throw new LostSilently(json_encode($result) . " {$this->connection->errno}/{$this->connection->sqlstate}");
        }
        return $result->fetch_all();
    }

    private function token(): string
    {
        global $user;
        return sprintf('%s-%d-%d', $user, $this->number, ++$this->asked);
    }

    private function short(): void
    {
        $token = $this->token();
        $this->check($token, $this->ask('SELECT ?', $token), [[$token]]);
    }

    private function long(): void
    {
        $token = $this->token();
        $rows = $this->ask('SELECT ?, seq FROM seq_1_to_' . ROWS, $token);
        $this->check($token, $rows, array_map(fn (int $i) => [$token, $i], range(1, ROWS)));
    }

    private function check(string $token, array $rows, array $expected): void
    {
        if ($rows != $expected) {
            $this->report['wrong'][] = "$token: " . count($rows) . ' rows, ' . json_encode($rows[0] ?? null);
        }
    }

    private function note(string $what): void
    {
        $this->count('errors', "$this->kind $what");
    }

    private function count(string $where, string $label): void
    {
        $this->report[$where][$label] = ($this->report[$where][$label] ?? 0) + 1;
    }

    // A process has one connection: where two fail one after another, a dead one was handed out.
    private function failed(string $what): void
    {
        $this->note($what);
        if ($this->failed !== null) {
            $this->count('again', "$this->kind $this->failed, then $what");
        }
        $this->failed = $what;
    }

    // True if it was answered.
    private function attempt(callable $work): bool
    {
        try {
            $this->take();
            $work();
            $this->report['ok']++;
            $this->failed = null;
            return true;
        } catch (mysqli_sql_exception $e) {
            $this->failed($e->getCode() . '/' . $e->getSqlState());
        } catch (LostSilently $e) {
            $this->failed($e->getMessage());
        } catch (PDOException $e) {
            $this->failed(($e->errorInfo[1] ?? $e->getMessage()) . '/' . ($e->errorInfo[0] ?? ''));
        } finally {
            $this->release();
        }
        if ($this->kind === 'mysqli') {
            $this->connection = null;
        }
        return false;
    }

    private function hold(): void
    {
        $this->attempt(function (): void {
            $this->short();
            if (intdiv($this->number, count(KINDS)) % 2 === 0) {
                $this->ask("SELECT GET_LOCK('held', 300), ?", $this->token());
                $this->report['wrong'][] = 'a row that was not to come';
            }
        });
    }

    private function use(): void
    {
        while (!$this->attempt(fn () => $this->short())) {
        }
    }

    private function busy(): void
    {
        for ($calm = false;;) {
            $calm = $calm || $this->isCalm();
            $work = mt_rand(0, 1) === 0 ? fn () => $this->short() : fn () => $this->long();
            if ($this->attempt($work) && $calm) {
                return;
            }
            usleep(mt_rand(0, 200_000));
        }
    }

    private function isCalm(): bool
    {
        $read = [$this->channel];
        $none = null;
        return stream_select($read, $none, $none, 0) === 1 && fgets($this->channel) !== false;
    }
}

$channels = [];
for ($i = 0; $i < (int) $count; $i++) {
    [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    if (pcntl_fork() === 0) {
        // With one of the others' channels open it would not hear of the end.
        array_map(fclose(...), [...$channels, $ours, STDIN]);
        (new Client($i, KINDS[$i % count(KINDS)], $theirs))->run();
        exit(0);
    }
    fclose($theirs);
    $channels[] = $ours;
}

function sum(array $a, array $b): array
{
    foreach ($b as $label => $number) {
        $a[$label] = ($a[$label] ?? 0) + $number;
    }
    return $a;
}

while (($line = fgets(STDIN)) !== false) {
    foreach ($channels as $channel) {
        fwrite($channel, $line);
    }
    if (trim($line) === 'busy') {
        continue;
    }
    $all = ['ok' => 0, 'errors' => [], 'again' => [], 'wrong' => []];
    foreach ($channels as $channel) {
        $one = json_decode(fgets($channel), true);
        $all['ok'] += $one['ok'];
        $all['errors'] = sum($all['errors'], $one['errors']);
        $all['again'] = sum($all['again'], $one['again']);
        array_push($all['wrong'], ...$one['wrong']);
    }
    $all['errors'] = (object) $all['errors'];
    $all['again'] = (object) $all['again'];
    echo json_encode($all), "\n";
}
