"""E-mails and saved web pages, as strangers' programs write them; every mail is made here."""

import base64
from email.message import EmailMessage

import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading import detect_format
from innspill.reading.mail import is_mail, is_mhtml, read_mail, read_mhtml

LETTER = "Innspill fra Tareviken kommune.\n\nVi mangler fagfolk på nattevaktene, og vikarene er dyre.\n"
MINISTRY = "Fra: Postmottak <post@etat.example>\nSendt: mandag 5. september 2022 12:03\nTil: Kåre Ærlig\nEmne: Invitasjon\n"
PDF = b"%PDF-1.4 brev"


def mail(text=LETTER, subject="Innspill til planen", html=None, **headers):
    message = EmailMessage()
    message["From"], message["To"] = "Kåre Ærlig <kare@tareviken.example>", "post@etat.example"
    message["Date"], message["Subject"] = "Mon, 12 Sep 2022 23:30:00 +0200", subject
    message["Message-ID"] = "<1@tareviken.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def read(message):
    return read_mail(message if isinstance(message, bytes) else message.as_bytes(), "brev.eml")


def texts(pages):
    return [line.text for line in pages.lines if line.text]


def aside(pages, reason):
    return [line.text for line, why in pages.furniture if why == reason]


def lean(body, *headers):
    """A mail by hand, where the library would mend what must be broken."""
    return "\r\n".join(["From: a@moll.example", "MIME-Version: 1.0", *headers, "", body]).encode("utf-8", "surrogateescape")


# --- what is a mail ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n\n", b"From kare@tareviken.example Mon Sep 12 09:30:00 2022\n"])
def test_a_mail_is_known_by_its_headers(before):
    raw = before + mail().as_bytes()
    assert is_mail(raw) and detect_format(raw, "brev.txt") == "email"
    assert texts(read(raw).body)[0] == "Innspill fra Tareviken kommune."


@pytest.mark.parametrize("letter", [
    "From: Tareviken kommune\nTo: The ministry\nDate: 12 September 2022\nSubject: Our answer\n\nWe answer.",
    "Fra: Tareviken kommune\nTil: Departementet\nDato: 12.9.2022\n\nVi svarer.",
    "Til: alle\n\nSubject: dette er ingen e-post\nDate: i går\n",
    "Innspill\n\nFrom: a@b.example\nMessage-ID: <1>\nMIME-Version: 1.0\n",
    "Svar: ja\nContent-Type: text/plain\nog så går brevet videre uten noe hode\nMIME-Version: 1.0\n\nHei",
    "From: a\nMen dette er et brev\nMessage-ID: b\n\n",
    "", ":", "From", "\n\n\n",
])  # fmt: skip
def test_a_printed_letter_is_no_mail(letter):
    assert not is_mail(letter.encode())


def test_only_the_beginning_of_a_large_file_is_looked_at():
    assert not is_mail(b"x" * 50_000_000)
    assert is_mail(b"From: a\nMessage-ID: <b>\n" + b"X-Long: " + b"y" * 80_000 + b"\n\nHei")


# --- the text ------------------------------------------------------------------------------------------------------------


def test_headers_are_letterhead_with_the_senders_own_date():
    body = read(mail(subject="SV: VS: Innspill fra Tareviken", Cc="Rådet på øya <raad@moll.example>")).body
    assert aside(body, "letterhead") == [
        "Fra: Kåre Ærlig <kare@tareviken.example>", "Til: post@etat.example", "Kopi: Rådet på øya <raad@moll.example>",
        "Dato: 12.9.2022", "Emne: SV: VS: Innspill fra Tareviken",
    ]  # fmt: skip
    assert body.title == "Innspill fra Tareviken" and body.format == "email"


def test_hard_wrapped_text_keeps_its_lines_and_gaps():
    body = read(mail("Vi mangler fagfolk på natt\nog på dag.\n\nVeien er lang.\n")).body
    assert [(line.text, line.kind) for line in body.lines] == [
        ("Vi mangler fagfolk på natt", None), ("og på dag.", None), ("", None), ("Veien er lang.", None),
    ]  # fmt: skip


def test_of_two_writings_of_one_text_the_html_is_read_once():
    html = "<p>Innspill fra Tareviken kommune.</p><ul><li>Vi mangler fagfolk på nattevaktene, og vikarene er dyre.</li></ul>"
    body = read(mail(LETTER + "[cid:logo.png] <https://tareviken.example/om>", html=html)).body
    assert [(line.kind, line.text) for line in body.lines] == [
        ("paragraph", "Innspill fra Tareviken kommune."),
        ("bullet", "Vi mangler fagfolk på nattevaktene, og vikarene er dyre."),
    ]


def test_the_plain_text_is_read_where_the_html_lacks_its_words():
    more = "Veien til sykehuset er lang, fergen går sjelden, og ambulansen må vente på neste avgang hver kveld og natt."
    bundle = read(mail(LETTER + more, html="<p>Innspill fra Tareviken kommune.</p>"))
    assert more in texts(bundle.body) and "to utgaver" in bundle.warnings[0]


def test_an_html_part_without_words_is_no_text():
    assert texts(read(mail(LETTER, html="<img src='x.png'>")).body)[0] == "Innspill fra Tareviken kommune."


def test_text_around_an_attachment_is_read_on_both_sides():
    message = mail("Første del av brevet.")
    message.add_attachment(PDF, "application", "pdf", filename="kart.pdf")
    message.attach(MessagePart("Andre del av brevet."))
    bundle = read(message)
    assert texts(bundle.body) == ["Første del av brevet.", "Andre del av brevet."] and len(bundle.enclosures) == 1


def MessagePart(text):  # noqa: N802
    part = EmailMessage()
    part.set_content(text)
    del part["MIME-Version"]
    return part


def test_soft_line_ends_are_taken_away():
    flowed = lean(
        "Vi ønsker flere \r\nlærlinger.\r\n\r\n Innrykk\r\n-- \r\nKari",
        "Content-Type: text/plain; format=flowed; charset=utf-8",
    )
    assert texts(read(flowed).body) == ["Vi ønsker flere lærlinger.", "Innrykk", "Kari"]
    joined = lean("lær \r\nlinger", "Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8")
    assert texts(read(joined).body) == ["lærlinger"]
    printable = lean("Vi =C3=B8nsker flere l=C3=A6r=\r\nlinger.", "Content-Transfer-Encoding: quoted-printable")
    assert texts(read(printable).body) == ["Vi ønsker flere lærlinger."]


@pytest.mark.parametrize(("charset", "written"), [
    ("iso-8859-1", "utf-8"), ("us-ascii", "cp1252"), ("utf-8", "cp1252"), ("finnes-ikke", "utf-8"), ("", "cp1252"),
    ("iso-8859-1", "iso-8859-1"),
])  # fmt: skip
def test_a_wrong_charset_does_not_spoil_the_letters(charset, written):
    raw = lean("@", f"Content-Type: text/plain; charset={charset}").replace(b"@", "Vi på Ærøya ønsker mer.".encode(written), 2)
    raw = raw.replace("aVi på Ærøya ønsker mer.".encode(written), b"a@", 1)
    assert texts(read(raw).body) == ["Vi på Ærøya ønsker mer."]


def test_encoded_headers_are_read_even_when_cut_inside_a_letter():
    raw = lean("Hei på deg", "Subject: =?utf-8?B?SMO4cmluZyBww6U=?=\r\n =?UTF-8?Q?_=C3?= =?utf-8?Q?=B8ya?=", "To: =?x?q?a?=, b")
    body = read(raw).body
    assert body.title == "Høring på øya" and "Til: a, b" in aside(body, "letterhead")


def test_a_line_from_a_phone_and_a_legal_note_are_no_part_of_the_letter():
    note = "Denne e-posten er bare ment for mottakeren. Har du fått den ved en feil, må du slette den."
    body = read(mail(f"{LETTER}\nSendt fra min iPhone\n\n{note}\n")).body
    assert aside(body, "signature") == ["Sendt fra min iPhone", note]
    kept = "Taushetsplikt og e-post er vanskelig, for meldinger slettes ofte hos oss."
    assert texts(read(mail(kept)).body) == [kept]


# --- earlier mails ---------------------------------------------------------------------------------------------------------


def test_what_a_reply_answers_is_set_aside():
    own = "Vi svarer at kommunen trenger flere lærlinger, bedre vei, og en ferge som går hver time hele natten."
    for over in (f"\n________________________________\n{MINISTRY}\n", f"\n-----Opprinnelig melding-----\n{MINISTRY}\n",
                 "\nDen man. 5. sep. 2022 kl. 12:03 skrev Postmottak\n<post@etat.example>:\n\n"):  # fmt: skip
        body = read(mail(f"{own}\n{over}Hva er viktigst for dere?\n", "SV: Invitasjon")).body
        assert texts(body) == [own]
        assert "Hva er viktigst for dere?" in aside(body, "quoted_message") and not body.warnings


@pytest.mark.parametrize("quote", [
    "<div class='gmail_quote'><div class='gmail_attr'>Den man. 5. sep. 2022 kl. 12:03 skrev A &lt;a@b.example&gt;:</div>"
    "<blockquote class='gmail_quote'><p>Hva er viktigst?</p></blockquote></div>",
    "<blockquote type='cite'><div>Hva er viktigst?</div></blockquote>",
    "<div style='border-top:solid'><p><b>Fra:</b> Post &lt;post@etat.example&gt;<br><b>Sendt:</b> 5. september 2022 12:03<br>"
    "<b>Til:</b> Kåre<br><b>Emne:</b> Invitasjon</p></div><p>Hva er viktigst?</p>",
    "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>From:</b> Post &lt;post@etat.example&gt;<br><b>Sent:</b> "
    "Monday<br><b>Subject:</b> Invitasjon</div><div>Hva er viktigst?</div>",
])  # fmt: skip
def test_what_an_html_reply_answers_is_set_aside(quote):
    own = "Vi svarer at kommunen trenger flere lærlinger, bedre vei, og en ferge som går hver time hele natten."
    body = read(mail(None, "SV: Invitasjon", html=f"<html><body><p>{own}</p>{quote}</body></html>")).body
    assert texts(body) == [own] and "Hva er viktigst?" in aside(body, "quoted_message")


def test_a_quoted_question_stays_above_the_answer_that_stands_under_it():
    body = read(mail(
        "Hei, vi svarer under.\n\nDen 05.09.2022 12:03, skrev Postmottak:\n> Kjære alle.\n>\n> 1. Hva er viktigst\n"
        "> for dere?\n\nVi trenger flere fagfolk i hele kommunen vår.\n\n> 2. Hvilke tiltak?\n\nFlere lærlinger.\n\n"
        "> Hilsen oss\n", "Re: Invitasjon",
    )).body  # fmt: skip
    assert texts(body) == [
        "Hei, vi svarer under.", "1. Hva er viktigst", "for dere?", "Vi trenger flere fagfolk i hele kommunen vår.",
        "2. Hvilke tiltak?", "Flere lærlinger.",
    ]  # fmt: skip
    assert aside(body, "quoted_message")[1:] == ["Kjære alle.", "Hilsen oss"]


def test_a_forwarded_letter_is_the_letter():
    inner = MINISTRY.replace("Postmottak", "Rita Moll").replace("Invitasjon", "Innspill fra Moll")
    history = f"\n{MINISTRY}\nHva er viktigst?\n"
    body = read(mail(f"Hei, se under.\n\nMvh Kåre\n\n{inner}\n{LETTER}{history}", "VS: Innspill fra Moll")).body
    assert texts(body) == [text for text in LETTER.split("\n") if text]
    assert aside(body, "greeting") == ["Hei, se under.", "Mvh Kåre"]
    assert aside(body, "letterhead")[4:] == inner.strip().split("\n")
    assert aside(body, "quoted_message")[-1] == "Hva er viktigst?"


def test_a_letter_forwarded_in_html_or_twice_is_the_letter():
    letter = "".join(f"<p>{text}</p>" for text in LETTER.split("\n") if text)
    head = "---------- Forwarded message ---------<br>Fra: <b>Rita</b> &lt;r@moll.example&gt;<br>Date: 5. sep. 2022 kl. 12:03"
    quote = f"<div class='gmail_quote'><div>{head}<br>Subject: Innspill<br>To: Kåre</div>{letter}</div>"
    assert texts(read(mail(None, "Fwd: Innspill", html=f"<div>Se under</div>{quote}")).body) == texts(read(mail()).body)
    inner = MINISTRY.replace("Invitasjon", "VS: Innspill")
    twice = read(mail(f"Se under.\n\n{inner}\nSe under her.\n\n{inner}\n{LETTER}", "VS: VS: Innspill")).body
    assert texts(twice) == texts(read(mail()).body)


def test_the_ministrys_own_invitation_sent_on_is_not_the_letter():
    message = mail(f"Vårt svar ligger ved.\n\n{MINISTRY.replace('Postmottak', 'Planleggingsdepartementet')}\n"
                   f"Vi ber med dette om svar på {'mange ' * 30} spørsmål.", "VS: Invitasjon")  # fmt: skip
    message.add_attachment(PDF, "application", "pdf", filename="svar.pdf")
    assert texts(read(message).body) == ["Vårt svar ligger ved."]


def test_a_letter_that_tells_who_wrote_what_is_whole():
    dated = "Vi minner om dette.\n\nDen 5. mai 2021 skrev kommunen følgende:\nVi mangler folk.\n\nFra:\xa0\n"
    letter = dated + "Fra: vest\nTil: øst\nEmne: vei\n\n> Kompetanse\n> Vei"
    assert texts(read(mail(letter)).body) == [line for line in letter.split("\n") if line]


def test_few_words_above_a_long_quotation_are_told():
    warnings = read(mail(f"Se under.\n\n{MINISTRY}\nVi svarer her i teksten deres.", "SV: Invitasjon")).body.warnings
    assert "2 egne ord" in warnings[0]


def test_a_mail_that_only_quotes_is_read_and_told():
    body = read(mail("Den 05.09.2022 12:03, skrev Rita:\n> Vi mangler folk.\n> Hilsen Rita\n", "Re: Innspill")).body
    assert texts(body) == ["Den 05.09.2022 12:03, skrev Rita:", "Vi mangler folk.", "Hilsen Rita"]
    assert "tidligere melding" in body.warnings[0]


# --- attachments -----------------------------------------------------------------------------------------------------------


def test_attachments_are_kept_with_names_in_order_and_no_two_alike():
    message = mail()
    for name in ("Høringssvar på øya.pdf", "svar.docx", "svar.docx"):
        message.add_attachment(PDF, "application", "pdf", filename=name)
    assert [(one.name, one.raw) for one in read(message).enclosures] == [
        ("Høringssvar på øya.pdf", PDF), ("svar.docx", PDF), ("svar (2).docx", PDF),
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "name"), [
    ('filename="=?iso-8859-1?Q?=F8y.pdf?="', "øy.pdf"),
    ("filename*=utf-8''%C3%B8y%20a.pdf", "øy a.pdf"),
    ("filename*0*=utf-8''%C3%B8; filename*1=y.pdf", "øy.pdf"),
    ('filename="../../etc/passwd"', "../../etc/passwd"),
    ('filename="a\x01\u202eb\u200d.pdf"', "ab.pdf"),
    ("filename*=finnes-ikke''%F8", "ø"),
    ("filename=" + "n" * 500 + ".pdf", "n" * 195 + "….pdf"),
    ("filename*99999999999999999999999*=x", "x"),
    ("filename=", "vedlegg 1.pdf"),
])  # fmt: skip
def test_the_name_of_an_attachment_is_one_printed_line(written, name):
    part = f"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {written}\r\n\r\n%PDF\r\n--b--"
    raw = lean(f"--b\r\n\r\nHei på deg\r\n{part}", "Content-Type: multipart/mixed; boundary=b")
    assert [one.name for one in read(raw).enclosures] == [name]


def attach(kind, content=b"x", **more):
    message = mail()
    main, sub = kind.split("/")
    message.add_attachment(content, main, sub, **more)
    return read(message).enclosures[0]


@pytest.mark.parametrize(("kind", "status", "what"), [
    ("application/ms-tnef", "rejected", "winmail.dat"), ("application/pkcs7-mime", "rejected", "kryptert"),
    ("application/pkcs7-signature", "ignored", "underskrift"), ("text/x-vcard", "ignored", "Visittkort"),
    ("application/ics", "ignored", "Møteinnkalling"), ("application/pgp-signature", "ignored", "underskrift"),
])  # fmt: skip
def test_parts_that_are_no_letters_are_not_read_and_it_is_said_why(kind, status, what):
    found = attach(kind, filename="fil.bin")
    assert (found.status, found.raw) == (status, None) and what in found.reason and found.reason.endswith(".")


def test_pictures_of_the_layout_are_ignored_and_photographs_are_read():
    logo = attach("image/png", b"\x89PNG" + bytes(3_000), filename="image001.png")
    photo = attach("image/jpeg", b"\xff\xd8" + bytes(90_000), filename="side1.jpg")
    assert logo.status == "ignored" and photo.raw is not None
    message = mail("x " * 100, html=f"<p>{'x ' * 100}</p><img src='cid:a%40b'>")
    message.get_payload()[1].add_related(b"\xff\xd8" + bytes(200_000), "image", "jpeg", cid="<a@b>")
    assert [one.status for one in read(message).enclosures] == ["ignored"]
    short = mail("Se bildet", html="<p>Se bildet</p><img src='cid:a'>")
    short.get_payload()[1].add_related(b"\xff\xd8" + bytes(200_000), "image", "jpeg", cid="<a>")
    assert read(short).enclosures[0].raw is not None


def test_a_mail_in_the_mail_is_an_enclosure_with_its_own_bytes():
    inner = mail("Hei inni her", "Indre brev")
    message = mail()
    message.add_attachment(inner)
    (found,) = read(message).enclosures
    assert found.name == "Indre brev.eml" and texts(read_mail(found.raw, "x").body) == ["Hei inni her"]
    assert "Hei inni her" not in texts(read(message).body)


def test_what_lies_elsewhere_is_never_fetched():
    kind = 'message/external-body; access-type=URL; URL="http://moll.example/a"'
    part = f"--b\r\nContent-Type: {kind}\r\n\r\nContent-Type: x/y\r\n\r\n--b--"
    found = read(lean(f"--b\r\n\r\nHei på deg\r\n{part}", "Content-Type: multipart/mixed; boundary=b")).enclosures
    assert [one.status for one in found] == ["rejected"] and "ikke hentet" in found[0].reason


def test_an_attachment_that_is_cut_is_told():
    cut = base64.b64encode(PDF * 10).decode()[:-3]
    part = f"--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{cut}"
    bundle = read(lean(f"--b\r\n\r\nHei på deg\r\n{part}", "Content-Type: multipart/mixed; boundary=b"))
    assert (PDF * 10).startswith(bundle.enclosures[0].raw) and len(bundle.enclosures[0].raw) > 100
    assert "«a.pdf» er ikke kommet helt frem" in bundle.warnings[0]


# --- hostile mails ---------------------------------------------------------------------------------------------------------

ENCRYPTED = "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
REFUSED = {
    "encrypted": (lean("AAAA", f"Content-Type: {ENCRYPTED}", "Content-Transfer-Encoding: base64"), "kryptert"),
    "encrypted with PGP": (lean(
        "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: x/y\r\n\r\nx\r\n--b--",
        "Content-Type: multipart/encrypted; boundary=b"), "PGP"),
    "empty": (lean(""), "verken tekst eller vedlegg"),
    "only markup": (lean("<p></p>", "Content-Type: text/html"), "verken tekst eller vedlegg"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_mail_without_anything_to_read_is_refused_with_what_to_do(kind):
    raw, what = REFUSED[kind]
    with pytest.raises(InnspillError, match=what) as refused:
        read(raw)
    assert refused.value.todo


def test_parts_beyond_the_limit_are_refused():
    raw = lean("--b\r\n\r\nHei\r\n" * 101 + "--b--", "Content-Type: multipart/mixed; boundary=b")
    with pytest.raises(InnspillError, match="mer enn 100 deler"):
        read_mail(raw, "brev.eml", Limits(members=100))
    assert texts(read(raw).body) == ["Hei"] * 101


def test_a_text_beyond_the_limit_is_refused():
    with pytest.raises(InnspillError, match="høyst 20 leses"):
        read_mail(mail().as_bytes(), "brev.eml", Limits(characters=20))


def test_parts_five_hundred_deep_end_in_a_line_and_not_in_a_crash():
    opened = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(500))
    raw = lean(
        f"--b0\r\n\r\nBrevet står øverst.\r\n{opened}--b500\r\n\r\nDypt nede", "Content-Type: multipart/mixed; boundary=b0"
    )
    bundle = read(raw)
    assert texts(bundle.body) == ["Brevet står øverst."]
    assert [one.status for one in bundle.enclosures] == ["rejected"] and "dypt" in bundle.enclosures[0].reason


@pytest.mark.parametrize("headers", [
    ["Content-Type: multipart/mixed"], ["Content-Type: multipart/mixed; boundary=finnes-ikke"], ["Content-Type: ;;;=\x00"],
    ["Content-Type: text/plain; charset=\ud800x"], ["Content-Transfer-Encoding: base65"], ["Date: i går"],
    ["Date: 99 Foo 20222"],
    ["Subject: =?utf-8?B?////?= =?x-null?Q?=ZZ?="], ["To: " + "(" * 20_000], ["Subject: " + "=?" * 20_000],
    ["Content-Type: text/plain; " + "a*=" * 2_000], ["Content-Disposition: inline; filename*0*0*=x"],
])  # fmt: skip
def test_broken_headers_do_not_hide_the_text(headers):
    raw = lean("Brevet er her.", *(header.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for header in headers))
    assert "Brevet er her." in texts(read(raw).body)


def test_a_mail_cut_anywhere_never_raises_anything_else():
    message = mail(LETTER, html="<p>Innspill fra Tareviken kommune.</p>")
    message.add_attachment(PDF, "application", "pdf", filename="høring.pdf")
    raw = message.as_bytes()
    for end in range(0, len(raw), 7):
        try:
            read_mail(raw[:end], "brev.eml")
        except InnspillError as error:
            assert error.todo


# --- saved web pages ---------------------------------------------------------------------------------------------------------

PAGE = "<html><head><title>Svar på høring</title></head><body><p>Vi ønsker flere lærlinger.</p>{}</body></html>"


def saved(page, *more, opening=("From: <Saved by Blink>", "Snapshot-Content-Location: https://skjema.example/1")):
    parts = [f"Content-Type: text/html\r\nContent-Location: https://skjema.example/1\r\n\r\n{page}", *more]
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--"
    head = [
        *opening,
        "Subject: Lagret side",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary=b',
    ]
    return "\r\n".join([*head, "", body]).encode()


@pytest.mark.parametrize("opening", [
    ("From: <Saved by Blink>", "Snapshot-Content-Location: https://skjema.example/1"),
    ("From: <Lagret av Windows Internet Explorer 8>",), (),
])  # fmt: skip
def test_a_saved_web_page_is_read_as_the_page(opening):
    raw = saved(PAGE.format(""), opening=opening)
    assert is_mail(raw) and is_mhtml(raw) and detect_format(raw, "side.mhtml") == "mhtml"
    pages = read_mhtml(raw, "side.mhtml")
    assert (pages.format, pages.title, texts(pages)) == ("mhtml", "Svar på høring", ["Vi ønsker flere lærlinger."])


def test_a_frame_of_the_saved_page_is_read_too():
    frame = "Content-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n\r\n<p>Svaret står i rammen.</p>"
    unused = "Content-Type: text/html\r\nContent-ID: <frame-2@mhtml.blink>\r\n\r\n<p>Reklame.</p>"
    raw = saved(PAGE.format("<iframe src='cid:frame-1@mhtml.blink'></iframe>"), frame, unused)
    assert texts(read_mhtml(raw, "side.mhtml")) == ["Vi ønsker flere lærlinger.", "Svaret står i rammen."]


def test_a_mail_with_pictures_is_no_saved_page():
    message = mail(None, html="<p>Hei på deg</p><img src='cid:a'>")
    message.add_related(b"x", "image", "png", cid="<a>")
    assert is_mail(message.as_bytes()) and not is_mhtml(message.as_bytes())


def test_a_saved_page_without_a_page_is_refused():
    raw = saved(PAGE).replace(b"Content-Type: text/html", b"Content-Type: image/png")
    with pytest.raises(InnspillError, match="ingen nettside"):
        read_mhtml(raw, "side.mhtml")


@pytest.mark.parametrize(
    ("covering", "answer"),
    [
        ("Hei!\n\nVedlagt følger innspill fra Tareviken kommune.", ""),
        ("Sjå vedlegg.", "Vi legg til at ferjene er for få."),
        ("Vi oversender med dette\nvedlagt uttale frå kommunen.", "Vi legg til at ferjene er for få."),
    ],
)
def test_the_sentence_that_only_says_what_is_attached_is_no_answer(covering, answer):
    message = mail(f"{covering}\n\n{answer}\n")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="svar.pdf")
    body = read(message).body
    assert [text for text in texts(body) if text != "Hei!"] == ([answer] if answer else [])
    assert covering.rpartition("\n\n")[2].split("\n")[0] in aside(body, "letterhead")


LONG = "Vedlagt i saken er at vi mangler leger, og at " * 4


@pytest.mark.parametrize("text", ["Se vedlegg. Vi mangler dessuten leger.", LONG])
def test_a_sentence_that_says_more_is_an_answer(text):
    message = mail(text)
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="svar.pdf")
    assert " ".join(texts(read(message).body)).split() == text.split()


def test_without_an_attachment_nothing_is_taken_for_a_covering_note():
    assert texts(read(mail("Vedlagt følger ingenting.")).body) == ["Vedlagt følger ingenting."]


def test_a_short_plain_answer_beside_an_html_twin_without_it_is_read():
    message = mail("Tareviken kommune har ingen merknader til planen.", html="<p>Sendt fra mobilen min</p>")
    assert "Tareviken kommune har ingen merknader til planen." in texts(read(message).body)
