// Which of these files were read to their end, and as they were then.
// param keys: list<string>
// returns key: string
// returns sizeBytes: int
// returns modifiedAt: instant
// returns reader: string
// plan: seek ImportedFile.key
UNWIND $keys AS key
MATCH (f:ImportedFile {key: key})
RETURN f.key AS key, f.sizeBytes AS sizeBytes, f.modifiedAt AS modifiedAt, f.reader AS reader
