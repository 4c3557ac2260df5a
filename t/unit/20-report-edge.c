/* Tests of local_scan/core/report.c: reports without words that we know, and other mail that is
 * nearly one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "reports.h"

#define NI    "Return-Path: <>\nFrom: Ni <ni@example.net>\n"
#define NULLS "Return-Path: <>\nFrom: Ni <noreply@example.net>\n"
#define OWN   "Return-Path: <ni@example.net>\nFrom: Ni <ni@example.net>\n"
#define ALONE "Return-Path: <>\nFrom: postmaster@example.net\nTo: c@d.example\n"
#define ANSWER "In-Reply-To: <1@d.example>\n"
#define STATUS "Final-Recipient: rfc822; a@b.example\nAction: failed\n"

static const struct row {
    const char *name;
    enum bs_kind kind;
    const char *in;
} rows[] = {
    /* What servers answer */
    {"a reply without an enhanced code", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nNi: a@b.example\n550 No such user here\n"},
    {"a number of users is not one", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nNi: a@b.example\n550 users, 421 EUR\n"},
    {"an enhanced code in brackets", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nNi: a@b.example (5.2.1) x\n"},
    {"a version is not one", BS_KIND_ORDINARY, NULLS "Subject: x\n\nNi 5.2.1: a@b.example\n"},
    {"Exchange's code", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nNi: a@b.example\n5.1.10 RESOLVER.ADR.RecipientNotFound\n"},
    {"a reply after a colon of Chinese", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\na@b.example：550 5.1.1 x\n"},

    /* Structure */
    {"multipart/report with a returned mail and no status", BS_KIND_BOUNCE,
     POST "Subject: x\nContent-Type: multipart/report; boundary=B\n\n" PART(
         "text/plain") "Ni.\n" RETURNED},
    {"… which somebody forwards", BS_KIND_ORDINARY,
     POST "Subject: Fwd: x\nContent-Type: multipart/report; boundary=B\n\n" PART(
         "text/plain") "Ni.\n" RETURNED},
    {"a postmaster shows a header", BS_KIND_ORDINARY, POST "Subject: x\n\nSee:\n\n" HEADER},
    {"fields of RFC 3464 in an attached text", BS_KIND_BOUNCE,
     NULLS "Subject: x\n" MULTI "\n" PART("text/plain") "Ni.\n" PART(
         "text/plain; name=x.txt") STATUS "--B--\n"},
    {"… in a file", BS_KIND_BOUNCE,
     NULLS "Subject: x\n" MULTI "\n" PART("text/plain") "Ni.\n" PART(
         "application/octet-stream") STATUS "--B--\n"},
    {"… which a person attaches", BS_KIND_ORDINARY,
     OWN "Subject: x\n" MULTI "\n" PART("text/plain") "Ni.\n" PART(
         "text/plain; name=x.txt") STATUS "--B--\n"},
    {"a postmaster's bounce that calls itself auto-replied", BS_KIND_BOUNCE,
     ALONE ANSWER "Auto-Submitted: auto-replied\nSubject: x\n\nNi: a@b.example\n"},
    {"a postmaster who is away", BS_KIND_AUTOREPLY,
     ALONE ANSWER "Auto-Submitted: auto-replied\nSubject: x\n\nI am on vacation. Ask "
                  "a@b.example.\n"},
    {"a postmaster names the reader only", BS_KIND_ORDINARY,
     ALONE "Subject: x\n\nNi: c@d.example\n"},
    {"a report of DMARC, from a postmaster", BS_KIND_ORDINARY,
     ALONE "Subject: x\n" MULTI "\n" PART("text/plain") "Ask a@b.example.\n" PART(
         "application/gzip") "x\n--B--\n"},
    {"… and a bounce with an archive", BS_KIND_BOUNCE,
     ALONE "Subject: x\n" MULTI "\n" PART("text/plain") "Ni: a@b.example 550 5.1.1 x\n" PART(
         "application/gzip") "x\n--B--\n"},
    {"a ticket about a bounce", BS_KIND_ORDINARY,
     NULLS "Subject: [#4711] Undelivered mail\n\nNi: a@b.example 550 5.1.1 x\n"},
    {"… that was opened", BS_KIND_ORDINARY,
     NULLS "Subject: [#4711] Undelivered mail\n\nA ticket was opened: a@b.example 550 5.1.1 x\n"},
    {"a bounce of a ticket", BS_KIND_BOUNCE,
     NULLS "Subject: Undelivered mail: [#4711] x\n\nNi: a@b.example 550 5.1.1 x\n"},

    /* Words, only beside the null sender, an address, and a message in the same sentence */
    {"an address that is not there", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nΤο μήνυμα προς a@b.example: η διεύθυνση δεν βρέθηκε.\n"},
    {"refused", BS_KIND_BOUNCE, NULLS "Subject: x\n\nเซิร์ฟเวอร์ปฏิเสธอีเมลถึง a@b.example\n"},
    {"a mailbox that is full", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nWiadomości do a@b.example brak: skrzynka jest pełna.\n"},
    {"… after an abbreviation", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nMesajul dvs. nu a putut ajunge la a@b.example\n"},
    {"an account that was closed", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nการส่งอีเมลถึง a@b.example: บัญชีถูกปิด\n"},
    {"a payment that was refused", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nMessage : le paiement \xc3\xa0 a@b.example a été refusé.\n"},
    {"a train that is late", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nIl treno è in ritardo, messaggio a a@b.example.\n"},
    {"a request that was refused", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nNi (a@b.example) hat Ihre Anfrage abgelehnt.\n"},
    {"a mailbox of the reader's own", BS_KIND_ORDINARY,
     NULLS "To: a@b.example\nSubject: x\n\nMail to a@b.example: the mailbox is full.\n"},
    {"mail that is still waiting", BS_KIND_BOUNCE,
     NULLS "Subject: x\n\nEl correo para a@b.example sigue en la cola.\n"},
    {"… of the reader's own address", BS_KIND_ORDINARY,
     NULLS "To: a@b.example\nSubject: x\n\nEl correo para a@b.example sigue en la cola.\n"},
    {"… in an answer", BS_KIND_ORDINARY,
     NULLS "Subject: Re: x\n\nEl correo para a@b.example sigue en la cola.\n"},
    {"a parcel that is late", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nYour parcel has been delayed. Mail a@b.example.\n"},
    {"a parcel, in a bounce's words", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nNão foi possível entregar a sua encomenda.\n"},
    {"a shop says that it is a program", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nThis message was created automatically by our shop.\n"},
    {"… in Russian", BS_KIND_ORDINARY, NULLS "Subject: x\n\nПисьмо создано автоматически.\n"},
    {"… in German", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nDiese Nachricht wurde automatisch von unserem Shop erzeugt.\n"},

    /* Paper */
    {"a letter that came back", BS_KIND_ORDINARY,
     NULLS "Subject: Undeliverable letter\n\nIt came back as undeliverable. Where do you live?\n"},
    {"a mail that came back", BS_KIND_BOUNCE,
     NULLS "Subject: Undeliverable\n\nYour message was undeliverable.\n"},

    /* Automatic replies and receipts */
    {"somebody has left", BS_KIND_AUTOREPLY,
     NI "Subject: x\n\nHerr Ni arbeitet nicht mehr bei uns.\n"},
    {"… says a person", BS_KIND_ORDINARY,
     "Return-Path: <a@example.net>\nFrom: a@example.net\nSubject: x\n\nNi arbeitet nicht mehr "
     "da.\n"},
    {"… says a program", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nHerr Ni arbeitet nicht mehr bei uns.\n"},
    {"somebody has another address", BS_KIND_AUTOREPLY,
     NI "Subject: x\n\nMi direcci\xc3\xb3n de correo ha cambiado.\n"},
    {"a bank writes that an address was changed", BS_KIND_ORDINARY,
     NULLS "Subject: x\n\nYour e-mail address has been changed.\n"},
    {"an address that is not read", BS_KIND_AUTOREPLY,
     NULLS "Subject: This mailbox is not monitored\n\nNi.\n"},
    {"a program answers under its author's envelope", BS_KIND_AUTOREPLY,
     OWN ANSWER "Precedence: junk\nSubject: x\n\nI am on vacation.\n"},
    {"… and says who has left", BS_KIND_AUTOREPLY,
     OWN ANSWER "X-Auto-Response-Suppress: All\nSubject: Re: x\n\nNi werkt niet langer bij ons.\n"},
    {"… a person's answer", BS_KIND_ORDINARY,
     OWN ANSWER "Subject: Re: x\n\nI am on vacation.\n"},
    {"… a ticket's", BS_KIND_ORDINARY,
     OWN ANSWER "Precedence: bulk\nSubject: [#4711] x\n\nNi: I am on vacation.\n"},
    {"… through a list", BS_KIND_ORDINARY,
     "Return-Path: <owner-talk@example.net>\nFrom: ni@example.net\n" ANSWER
     "Precedence: bulk\nSubject: x\n\nI am on vacation.\n"},
    {"… a tracker's, which quotes people", BS_KIND_ORDINARY,
     OWN ANSWER "Auto-Submitted: auto-generated\nSubject: Re: [JIRA] (ABC-12) x\n\n"
     "Ni: I am on vacation.\n"},
    {"… a number in brackets, which is not a key", BS_KIND_AUTOREPLY,
     OWN ANSWER "Precedence: bulk\nSubject: Re: x (a -12)\n\nI am on vacation.\n"},
    {"the key of an order is not a ticket's", BS_KIND_ORDINARY,
     OWN "Precedence: bulk\nSubject: ORD-12345 your order\n\nWe got your request.\n"},
    {"… nor that of an invoice, from <>", BS_KIND_ORDINARY,
     NULLS "Subject: RE-2026001 invoice\n\nThis message was sent automatically.\n"},
    {"an answer that nobody will read it", BS_KIND_AUTOREPLY,
     NULLS "Subject: Re: x\n\nTa skrzynka nie jest czytana.\n"},
    {"… in a footer", BS_KIND_ORDINARY,
     NULLS "Subject: Re: x\n\nNi ni.\nNi ni.\nNi ni.\nTa skrzynka nie jest czytana.\n"},
    {"the key of a ticket", BS_KIND_AUTOREPLY,
     OWN "Precedence: bulk\nSubject: HELP-482 x\n\nWe got your request.\n"},
    {"… without a word of receipt", BS_KIND_ORDINARY,
     OWN "Precedence: bulk\nSubject: HELP-482 x\n\nNi.\n"},
    {"a ticket in Bulgarian", BS_KIND_AUTOREPLY,
     OWN "Precedence: bulk\nSubject: [x 4711] x\n\nПисмото ви пристигна.\n"},
    {"a challenge in an answer, in Czech", BS_KIND_CHALLENGE,
     OWN "Auto-Submitted: auto-replied\nSubject: Re: x\n\nKlepněte, že jste odesílatel.\n"},
    {"a virus in Turkish", BS_KIND_NOTICE,
     NI "Subject: x\n\nGönderdiğiniz iletide virüs bulundu.\n"},
    {"a receipt in Estonian", BS_KIND_MDN, NI "Subject: Loetud: x\n\nTeie kiri loeti 3.3.\n"},
    {"a receipt in words", BS_KIND_MDN,
     NULLS "Subject: Gelesen: x\n\nIhre Nachricht wurde am 3.3. gelesen.\n"},
    {"a signed receipt", BS_KIND_MDN,
     "Return-Path: <a@example.net>\nFrom: a@example.net\nSubject: Lu : x\nContent-Type: "
     "multipart/signed; boundary=B\n\n" PART("message/disposition-notification") "x\n--B--\n"},
    {"a newsletter to read", BS_KIND_ORDINARY, NI "Subject: Read: x\n\nYour mail, sorted.\n"},
};

static void
kind_test(void **state)
{
    const struct row *row = *state;

    assert_string_equal(bs_kind_name(recognise(bs_span_text(row->in)).kind),
                        bs_kind_name(row->kind));
}

static void
read_only(struct bs_span in)
{
    recognise(in);
}

static void
cuts_test(void **state)
{
    const struct row *row = *state;

    bs_at_every_cut(bs_span_text(row->in), read_only);
}

/* A postmaster may have written it in person. */
static void
doubt_test(void **state)
{
    struct bs_span report =
        bs_span_text("Subject: x\nContent-Type: multipart/report; boundary=B\n"
                     "From: postmaster@example.net\n\n" PART("text/plain") "Ni.\n" RETURNED);

    (void)state;
    assert_true(recognise(report).doubtful);
}

int
main(void)
{
    BS_ROWS(rows, kind_test);
    BS_ROWS(rows, cuts_test);
    bs_add_test("a postmaster's multipart/report", doubt_test);
    return bs_run("report-edge");
}
