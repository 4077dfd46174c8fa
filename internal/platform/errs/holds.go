package errs

// Holds returns the error of the first condition that x does not meet. A Service that changes what others change too takes such
// conditions of what is there in the transaction that writes.
func Holds[T any](x T, conditions []func(T) error) error {
	for _, condition := range conditions {
		if err := condition(x); err != nil {
			return err
		}
	}
	return nil
}

// Unseen returns Stale with the message where what somebody has seen, who now acts on it, is not what is there. The zero value, which is a program's,
// does not ask. It is asked in the transaction that writes.
func Unseen[S comparable](seen, now S, message string) error {
	var nothing S
	if seen == nothing || seen == now {
		return nil
	}
	return New(Stale, message)
}
