package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// export takes the list of all registrations once, and watches the server's memory meanwhile.
func (l *load) export(ctx context.Context) (Export, error) {
	var e Export
	node := l.nodes[0]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, node.address+"/work/registrations.csv", nil)
	if err != nil {
		return e, err
	}
	req.Header.Set("Cookie", l.world.auditor)
	done, watched := make(chan struct{}), make(chan error, 1)
	go func() { watched <- l.watch(ctx, node, done, &e.MemoryMB) }()
	began := time.Now()
	e.Rows, err = l.lines(req)
	e.Seconds = time.Since(began).Seconds()
	close(done)
	if watchErr := <-watched; err == nil {
		err = watchErr
	}
	e.Rows-- // the names of the columns
	if err == nil && e.Rows < l.world.registrations {
		err = fmt.Errorf("bench: the list has %d of %d registrations", e.Rows, l.world.registrations)
	}
	return e, err
}

// lines counts the lines of an answer as they come.
func (l *load) lines(req *http.Request) (int, error) {
	resp, err := l.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("bench: take the list of registrations: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("bench: the list of registrations is answered by status %d", resp.StatusCode)
	}
	n, in := 0, bufio.NewReaderSize(resp.Body, 1<<16)
	for {
		piece, err := in.ReadSlice('\n')
		n += bytes.Count(piece, []byte{'\n'})
		switch err {
		case nil, bufio.ErrBufferFull:
		case io.EOF:
			return n, nil
		default:
			return n, fmt.Errorf("bench: the list of registrations broke off: %w", err)
		}
	}
}

// watch keeps the most memory that the server holds until done.
func (l *load) watch(ctx context.Context, s *server, done <-chan struct{}, most *float64) error {
	for {
		u, err := s.use(ctx)
		if err != nil {
			return err
		}
		*most = max(*most, u.resident)
		select {
		case <-done:
			return nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}
