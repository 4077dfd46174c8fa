// Package casefile reads and writes packages of Competencies and Academic
// Standards Exchange (CASE, of 1EdTech) 1.1 and 1.0. It knows the shapes alone:
// what they mean here is for package standards to say.
//
// A package is read object by object and written as it is asked for, so that
// one of fifty thousand items needs the memory of its texts and no more. What
// it does not know by name is kept with the object and given back as it was.
package casefile
