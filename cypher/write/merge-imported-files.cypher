// Files that were read to their end, so that an import that is run again can pass them over while they are unchanged.
// param rows: list<map{key: string, path: string, sizeBytes: int, modifiedAt: instant, reader: string, importedAt: instant}>
// plan: seek ImportedFile.key
UNWIND $rows AS row
MERGE (f:ImportedFile {key: row.key})
SET
  f.path = row.path,
  f.sizeBytes = row.sizeBytes,
  f.modifiedAt = row.modifiedAt,
  f.reader = row.reader,
  f.importedAt = row.importedAt
