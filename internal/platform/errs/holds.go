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
