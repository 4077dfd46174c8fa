// Package casefile reads and writes packages of Competencies and Academic
// Standards Exchange (CASE, of 1EdTech) 1.1 and 1.0. It knows the shapes alone:
// what they mean here is for package standards to say.
//
// A package is read object by object and written as it is asked for, so that
// one of fifty thousand items needs the memory of its texts and no more. Fields
// that it does not know by name are kept with their object; those that the
// standard does not know either stand in the object's extensions, which only
// version 1.1 has. fields.go says what each version knows.
package casefile
