/* words_filter: what filters say of viruses (a table of clues.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. They count where a message is also named. */
#ifndef BS_WORDS_FILTER_H
#define BS_WORDS_FILTER_H

static const char *const virus_texts[] = {
    /* MailScanner, amavisd, gateways of all makers. */
    "contained a virus", "contains a virus", "contained the virus", "infected with",
    "found a virus", "found the virus", "found virus", "virus found", "viruses were found",
    "virus was found", "virus was detected", "virus detected", "detected a virus",
    "our virus detector", "our content checker found", "our content filter", "virus alert",
    "banned attachment", "banned name", "blocked attachment", "violates our", "einen virus",
    "un virus", "virus (eicar", "a virus (", "removed a dangerous", "dangerous attachment",
    "malware was", "malware found", "malicious attachment", "container violation", "schadprogramm",
    "schadsoftware gefunden", "ein virus gefunden", "virus gefunden", "virus a été trouvé",
    "virus détecté", "pièce jointe dangereuse", "se ha encontrado un virus", "virus encontrado",
    "trovato un virus", "virus rilevato", "contiene un virus", "vírus foi encontrado",
    "encontramos um vírus", "um vírus", "een virus gevonden", "is een virus", "virus hittades",
    "fandt en virus", "fundet en virus", "funnet et virus", "et virus", "virus löyty",
    "löytyi virus", "wykryto wirusa", "znaleziono wirusa", "nalezen virus", "nájdený vírus",
    "vírust talál", "vírust tartalm", "găsit un virus", "conține un virus", "pronađen virus",
    "пронађен вирус", "najden virus", "обнаружен вирус", "обнаружены вирус", "вредоносный объект",
    "заражено вирус", "виявлено вірус", "открит вирус", "открит е вирус", "βρέθηκε ιός",
    "virüs bulundu", "virüs tespit", "rastas virusas", "atrasts vīruss", "leiti viirus",
    "נמצא וירוס", "تم العثور على فيروس", "ویروس پیدا", "phát hiện vi-rút", "พบไวรัส",
    "ditemukan virus", "ウイルスが検出", "ウイルスを検出", "发现病毒", "檢測到病毒", "發現病毒", "바이러스가 발견", "바이러스를 발견"};

#endif
