package people

// Fewest is the association's promise about groups: no number that tells how people stand, nor the difference of two such numbers, is about fewer people,
// so that it tells nothing of one of them.
const Fewest = 5
