// Package measuresweb is the pages and REST operations of what people need: suggestions and what became of them, and demand against supply.
package measuresweb
