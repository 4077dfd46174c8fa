package people

// UnitPoll lets tests move the clock as far as the cache of units reaches.
const UnitPoll = unitPoll
