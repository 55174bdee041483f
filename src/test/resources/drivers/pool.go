// database/sql over go-sql-driver under cuts; README.md says what it is told and answers.
package main

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

const rowCount = 1000

type report struct {
	OK     int            `json:"ok"`
	Errors map[string]int `json:"errors"`
	Again  map[string]int `json:"again"`
	Wrong  []string       `json:"wrong"`
}

var (
	lock sync.Mutex
	now  = fresh()
	pool *sql.DB
	user string
	calm int32
)

func fresh() report {
	return report{Errors: map[string]int{}, Again: map[string]int{}, Wrong: []string{}}
}

func answer() {
	lock.Lock()
	defer lock.Unlock()
	line, _ := json.Marshal(now)
	fmt.Println(string(line))
	now = fresh()
}

func wrong(text string) {
	lock.Lock()
	defer lock.Unlock()
	now.Wrong = append(now.Wrong, text)
}

func label(err error) string {
	var said *mysql.MySQLError
	if errors.As(err, &said) {
		return fmt.Sprintf("pool %d", said.Number)
	}
	return "pool " + err.Error()
}

type client struct {
	number, count int
	holds         bool
}

func (c *client) token() string {
	c.count++
	return fmt.Sprintf("%s-%d-%d", user, c.number, c.count)
}

// asker is the pool, or a transaction on one connection of it.
type asker interface {
	Query(query string, args ...interface{}) (*sql.Rows, error)
}

func short(c *client, from asker) error {
	token := c.token()
	rows, err := from.Query("SELECT ?", token)
	if err != nil {
		return err
	}
	defer rows.Close()
	count, got := 0, ""
	for rows.Next() {
		count++
		if err := rows.Scan(&got); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if count != 1 || got != token {
		wrong(fmt.Sprintf("%s: %d rows, %s", token, count, got))
	}
	return nil
}

func long(c *client, from asker) error {
	token := c.token()
	// Without values it is sent as text.
	rows, err := from.Query(fmt.Sprintf("SELECT '%s', seq FROM seq_1_to_%d", token, rowCount))
	if err != nil {
		return err
	}
	defer rows.Close()
	count, right := 0, true
	for rows.Next() {
		count++
		var got string
		var seq int
		if err := rows.Scan(&got, &seq); err != nil {
			return err
		}
		right = right && got == token && seq == count
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if count != rowCount || !right {
		wrong(fmt.Sprintf("%s: %d rows", token, count))
	}
	return nil
}

// Whether it was answered. Which connection it was cannot be asked.
func (c *client) attempt(work func(*client, asker) error) bool {
	err := work(c, pool)
	lock.Lock()
	defer lock.Unlock()
	if err == nil {
		now.OK++
		return true
	}
	now.Errors[label(err)]++
	return false
}

func (c *client) use() {
	for !c.attempt(short) {
	}
}

func (c *client) busy() {
	for {
		last := atomic.LoadInt32(&calm) == 1
		work := short
		if rand.Intn(2) == 0 {
			work = long
		}
		if c.attempt(work) && last {
			return
		}
		time.Sleep(time.Duration(rand.Intn(200)) * time.Millisecond)
	}
}

func (c *client) hold(together *sync.WaitGroup) {
	// All transactions are open at a time, so that each has a connection.
	transaction, err := pool.Begin()
	if err == nil {
		err = short(c, transaction)
	}
	together.Done()
	together.Wait()
	if err == nil && !c.holds {
		err = transaction.Commit()
	}
	if err == nil && c.holds {
		var row, token string
		err = transaction.QueryRow(fmt.Sprintf("SELECT GET_LOCK('held', 300), '%s'", c.token())).Scan(&row, &token)
		if err == nil {
			wrong("a row that was not to come")
		}
		transaction.Rollback()
	}
	lock.Lock()
	defer lock.Unlock()
	if err == nil {
		now.OK++
	} else {
		now.Errors[label(err)]++
	}
}

func main() {
	user = os.Args[3]
	number, _ := strconv.Atoi(os.Args[5])
	var err error
	pool, err = sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s:%s)/app", user, os.Args[4], os.Args[1], os.Args[2]))
	if err != nil {
		panic(err)
	}
	pool.SetMaxOpenConns(number)
	pool.SetMaxIdleConns(number)
	clients := make([]*client, number)
	for i := range clients {
		clients[i] = &client{number: i, holds: i%2 == 0}
	}

	var working sync.WaitGroup
	each := func(what func(*client)) {
		working.Add(number)
		for _, c := range clients {
			go func(c *client) {
				defer working.Done()
				what(c)
			}(c)
		}
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		switch in.Text() {
		case "busy":
			atomic.StoreInt32(&calm, 0)
			each((*client).busy)
			continue
		case "calm":
			atomic.StoreInt32(&calm, 1)
		case "hold":
			var together sync.WaitGroup
			together.Add(number)
			each(func(c *client) { c.hold(&together) })
		case "use":
			each((*client).use)
		}
		working.Wait()
		answer()
	}
}
