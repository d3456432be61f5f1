"""Everything that changes an import: bringing a file, reading, mending, applying, undoing."""
