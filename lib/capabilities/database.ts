import { membersOf } from './feature.ts'
import type { Rule } from './rule.ts'

const data = 'System.Data'

/** Databases: quarantines and greylists are kept in them. */
export const databaseRules: readonly Rule[] = [
  {
    id: 'database.connect',
    title: 'Connects to a database',
    category: 'database',
    severity: 'low',
    attack: [],
    why: 'Where to stands in the connection string, often with a password.',
    anyOf: [
      ...membersOf(`${data}.SqlClient.SqlConnection`, '.ctor', 'Open', 'OpenAsync'),
      ...membersOf('Microsoft.Data.SqlClient.SqlConnection', '.ctor', 'Open'),
      ...membersOf(`${data}.OleDb.OleDbConnection`, '.ctor', 'Open'),
      ...membersOf(`${data}.Odbc.OdbcConnection`, '.ctor', 'Open'),
      ...membersOf(`${data}.Common.DbConnection`, 'Open', 'OpenAsync', 'set_ConnectionString'),
      ...membersOf(`${data}.IDbConnection`, 'Open', 'set_ConnectionString'),
      ...membersOf('MySql.Data.MySqlClient.MySqlConnection', '.ctor', 'Open'),
      ...membersOf('Npgsql.NpgsqlConnection', '.ctor', 'Open'),
    ],
  },
  {
    id: 'database.query',
    title: 'Reads from a database',
    category: 'database',
    severity: 'low',
    attack: [],
    why: 'Lists, settings, greylist entries; data from here may decide what happens to whom.',
    anyOf: [
      ...membersOf(`${data}.SqlClient.SqlCommand`, 'ExecuteReader', 'ExecuteScalar', 'ExecuteReaderAsync'),
      ...membersOf(`${data}.OleDb.OleDbCommand`, 'ExecuteReader', 'ExecuteScalar'),
      ...membersOf(`${data}.Odbc.OdbcCommand`, 'ExecuteReader', 'ExecuteScalar'),
      ...membersOf(`${data}.Common.DbCommand`, 'ExecuteReader', 'ExecuteScalar', 'ExecuteReaderAsync', 'ExecuteScalarAsync'),
      ...membersOf(`${data}.IDbCommand`, 'ExecuteReader', 'ExecuteScalar'),
      ...membersOf(`${data}.Common.DbDataAdapter`, 'Fill'),
    ],
  },
  {
    id: 'database.write',
    title: 'Changes a database',
    category: 'database',
    severity: 'medium',
    attack: [],
    why: 'Logs and quarantines; mail content that ends here is copied.',
    anyOf: [
      ...membersOf(`${data}.SqlClient.SqlCommand`, 'ExecuteNonQuery'),
      ...membersOf(`${data}.OleDb.OleDbCommand`, 'ExecuteNonQuery'),
      ...membersOf(`${data}.Odbc.OdbcCommand`, 'ExecuteNonQuery'),
      ...membersOf(`${data}.Common.DbCommand`, 'ExecuteNonQuery', 'ExecuteNonQueryAsync'),
      ...membersOf(`${data}.IDbCommand`, 'ExecuteNonQuery'),
      ...membersOf(`${data}.SqlClient.SqlBulkCopy`, 'WriteToServer', 'WriteToServerAsync'),
      ...membersOf(`${data}.Common.DbDataAdapter`, 'Update'),
    ],
  },
  {
    id: 'database.command',
    title: 'Builds a database command',
    category: 'database',
    severity: 'low',
    attack: [],
    why: 'The text is a good indicator; mail data pasted into it is a way in.',
    anyOf: [
      ...membersOf(`${data}.SqlClient.SqlCommand`, '.ctor'),
      ...membersOf(`${data}.OleDb.OleDbCommand`, '.ctor'),
      ...membersOf(`${data}.Odbc.OdbcCommand`, '.ctor'),
      ...membersOf(`${data}.Common.DbCommand`, 'set_CommandText'),
      ...membersOf(`${data}.IDbCommand`, 'set_CommandText'),
    ],
  },
  {
    id: 'database.sqlite',
    title: 'Uses SQLite',
    category: 'database',
    severity: 'low',
    attack: [],
    why: 'A database in one file: handy for a greylist, and the format of browser stores.',
    anyOf: [
      ...membersOf('System.Data.SQLite.SQLiteConnection', '.ctor', 'Open'),
      ...membersOf('System.Data.SQLite.SQLiteCommand', '.ctor', 'ExecuteReader', 'ExecuteScalar', 'ExecuteNonQuery'),
      ...membersOf('Microsoft.Data.Sqlite.SqliteConnection', '.ctor', 'Open'),
      ...membersOf('Microsoft.Data.Sqlite.SqliteCommand', '.ctor', 'ExecuteReader', 'ExecuteScalar', 'ExecuteNonQuery'),
    ],
  },
]
