/** What must survive the end of the process, in an SQL database: rows, alerts that were told, watermarks, documents. */
package io.tokenwatch.store;
