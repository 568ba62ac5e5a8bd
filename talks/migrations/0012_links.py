import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("talks", "0011_error_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "which",
                    models.CharField(
                        choices=[("url", "address"), ("archive_url", "archived copy")],
                        max_length=24,
                        verbose_name="which address",
                    ),
                ),
                ("address", models.CharField(max_length=600, verbose_name="address asked")),
                (
                    "state",
                    models.CharField(
                        choices=[("found", "Found"), ("moved", "Moved"), ("refused", "Refused"), ("broken", "Broken")],
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        help_text="Of the last answer.", null=True, verbose_name="HTTP status"
                    ),
                ),
                ("final_address", models.TextField(blank=True, verbose_name="where it led")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="what went wrong")),
                ("checked", models.DateTimeField(default=django.utils.timezone.now, verbose_name="checked")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_checks",
                        to="talks.article",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of an address",
                "verbose_name_plural": "checks of addresses",
                "constraints": [models.UniqueConstraint(fields=("article", "which"), name="linkcheck_once")],
            },
        ),
    ]
