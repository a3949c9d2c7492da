-- Tables like the product's, with their keys and indexes, for the rows that PostgreSQL makes.
DROP TABLE IF EXISTS sql_content_stats, sql_region_health, sql_device_stats;
CREATE TABLE sql_content_stats (LIKE content_stats INCLUDING ALL);
CREATE TABLE sql_region_health (LIKE region_health INCLUDING ALL);
CREATE TABLE sql_device_stats (LIKE device_stats INCLUDING ALL);
