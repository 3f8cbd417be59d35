"""Sends one mail in a process of its own, to be killed while the relay is silent: run as a program."""

import sys

import django


def fill() -> None:
    """Make a released mail and print its key."""
    from campaign_world import make_world
    from mail_world import approved_mail, sign_profile

    world = make_world()
    sign_profile(world)
    sys.stdout.write(str(approved_mail(world).pk))


def send_it() -> None:
    """Send the mails that wait."""
    from noroshi.records.mail_message import MailMessage
    from noroshi.records.services.audit_rows import everything
    from noroshi.records.services.send_mail import send

    for mail in MailMessage.objects.within(everything()):
        send(everything(), mail)


def tell() -> None:
    """Print the state of the mail and its facts."""
    from noroshi.records.mail_message import MailFact, MailMessage
    from noroshi.records.services.audit_rows import everything

    states = ",".join(MailMessage.objects.within(everything()).values_list("state", flat=True))
    kinds = ",".join(MailFact.objects.within(everything()).values_list("kind", flat=True))
    sys.stdout.write(f"{states} {kinds}")


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "send": send_it, "tell": tell}[sys.argv[1]]()
