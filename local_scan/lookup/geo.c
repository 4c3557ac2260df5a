/* geo: country and network of an address, with libmaxminddb. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo.h"

#include "geo_places.h"

#include "text.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/stat.h>

struct database {
    const char *file;
    bool tried, opened;
    MMDB_s mmdb;
};

static struct database country, network;

static void
choose(struct database *db, const char *file)
{
    *db = (struct database){.file = file && *file ? file : NULL};
}

void
bs_geo_start(const char *country_file, const char *network_file)
{
    choose(&country, country_file);
    choose(&network, network_file);
}

/* Only a regular file, because the library would wait for the writer of a FIFO. */
static bool
try_file(struct database *db, const char *file)
{
    struct stat st;

    return stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
           MMDB_open(file, MMDB_MODE_MMAP, &db->mmdb) == MMDB_SUCCESS;
}

static bool
open_database(struct database *db, const char *const *usual)
{
    if (db->tried)
        return db->opened;
    db->tried = true;
    if (db->file)
        db->opened = try_file(db, db->file);
    for (; db->file == NULL && !db->opened && *usual; usual++)
        db->opened = try_file(db, *usual);
    return db->opened;
}

/* False: unknown. Else the result says whether the address is there. */
static bool
look_up(struct database *db, const struct bs_ip *ip, MMDB_lookup_result_s *result_r)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    const struct sockaddr *address = (const struct sockaddr *)&in6;
    int problem = MMDB_SUCCESS;

    memcpy(&in6.sin6_addr, ip->octet, sizeof ip->octet);
    if (bs_ip_is4(ip)) {
        memcpy(&in4.sin_addr, ip->octet + 12, 4); /* bounds: 16 octets */
        address = (const struct sockaddr *)&in4;
    }
    *result_r = MMDB_lookup_sockaddr(&db->mmdb, address, &problem);
    return problem == MMDB_SUCCESS;
}

/* Reads the value under that path: SOME if it has that type, NONE if the path does not exist, else
 * the database is broken. */
static enum bs_known
read_value(MMDB_lookup_result_s *result, uint32_t type, const char *const *path,
           MMDB_entry_data_s *data_r)
{
    int problem = MMDB_aget_value(&result->entry, data_r, path);

    if (problem == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR)
        return BS_KNOWN_NONE;
    if (problem != MMDB_SUCCESS || !data_r->has_data || data_r->type != type)
        return BS_KNOWN_UNKNOWN;
    return BS_KNOWN_SOME;
}

static bool
is_code(struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (bs_span_at(text, i) < 'A' || bs_span_at(text, i) > 'Z')
            return false;
    return text.n == 2;
}

static enum bs_known
read_country(MMDB_lookup_result_s *result, struct bs_found *found)
{
    static const char *const path[] = {"country", "iso_code", NULL};
    MMDB_entry_data_s data;
    enum bs_known known = read_value(result, MMDB_DATA_TYPE_UTF8_STRING, path, &data);

    if (known != BS_KNOWN_SOME)
        return known;
    struct bs_span code = bs_span_of(data.utf8_string, data.data_size);
    if (!is_code(code))
        return BS_KNOWN_UNKNOWN;
    bs_found_text(found, code);
    return BS_KNOWN_SOME;
}

static void
tell_number(struct bs_found *found, uint32_t number)
{
    char digits[sizeof "4294967295"];
    struct bs_text t = bs_text_in(digits, sizeof digits);

    bs_text_number(&t, number);
    bs_found_text(found, bs_span_text(digits));
}

static enum bs_known
read_network(MMDB_lookup_result_s *result, struct bs_found *found)
{
    static const char *const number_path[] = {"autonomous_system_number", NULL};
    static const char *const name_path[] = {"autonomous_system_organization", NULL};
    MMDB_entry_data_s number, name;
    enum bs_known known = read_value(result, MMDB_DATA_TYPE_UINT32, number_path, &number);

    if (known != BS_KNOWN_SOME)
        return known;
    tell_number(found, number.uint32);
    if (read_value(result, MMDB_DATA_TYPE_UTF8_STRING, name_path, &name) == BS_KNOWN_SOME)
        bs_found_text(found,
                      bs_span_take(bs_span_of(name.utf8_string, name.data_size), BS_GEO_NAME));
    return BS_KNOWN_SOME;
}

void
bs_geo_find(const struct bs_question *question, struct bs_found *found_r)
{
    bool is_country = question->ask == BS_ASK_COUNTRY;
    struct database *db = is_country ? &country : &network;
    MMDB_lookup_result_s result;

    bs_found_start(found_r);
    found_r->known = BS_KNOWN_UNKNOWN;
    if (!open_database(db, is_country ? bs_geo_usual_country : bs_geo_usual_network) ||
        !look_up(db, &question->ip, &result))
        return;
    found_r->known = BS_KNOWN_NONE;
    if (result.found_entry)
        found_r->known = (is_country ? read_country : read_network)(&result, found_r);
}

static void
close_database(struct database *db)
{
    if (db->opened)
        MMDB_close(&db->mmdb);
    choose(db, NULL);
}

void
bs_geo_end(void)
{
    close_database(&country);
    close_database(&network);
}
