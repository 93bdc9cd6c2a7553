from django.db import migrations

# As the sample form has them; the province's own list is kept by the city under Settings.
WORDS = {
    "relation": {
        "spouse": "配偶",
        "parent": "父母",
        "child": "子女",
        "sibling": "兄弟姐妹",
        "grandparent": "祖父母、外祖父母",
        "grandchild": "孙子女、外孙子女",
        "spouse_parent": "配偶父母",
        "spouse_sibling": "配偶兄弟姐妹",
        "child_spouse": "子女配偶",
        "other": "其他指定亲属",
    },
    "aid": {
        "low_income": "低保",
        "extreme_poverty": "特困",
        "low_income_edge": "低保边缘",
        "rigid_expense": "刚性支出困难",
        "temporary": "临时救助",
        "other": "其他",
    },
    "category": {
        "county": "县级民政",
        "township": "乡镇经办",
        "leader": "分管领导",
        "village": "村（居）两委",
        "coordinator": "协理员",
        "home_visitor": "入户核查员",
    },
}


def fill(apps, _editor) -> None:
    term = apps.get_model("kinship", "KinshipTerm")
    term.objects.bulk_create(
        [
            term(kind=kind, code=code, label=label, order=10 * order)
            for kind, words in WORDS.items()
            for order, (code, label) in enumerate(words.items(), 1)
        ]
    )
    apps.get_model("kinship", "KinshipRules").objects.create(pk=1, months=12, post_days=30)


def empty(apps, _editor) -> None:
    apps.get_model("kinship", "KinshipTerm").objects.all().delete()
    apps.get_model("kinship", "KinshipRules").objects.all().delete()


class Migration(migrations.Migration):
    """The lists and deadlines that declarations begin with; all of them can be changed."""

    dependencies = [("kinship", "0003_locks")]

    operations = [migrations.RunPython(fill, empty)]
